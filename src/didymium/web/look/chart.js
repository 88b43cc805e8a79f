// A chart that follows the page's colours, in the dark and in the light, and says how often it was drawn.
import { echarts } from "nicegui-echart";

const maps = {};

// Worlds are fetched from this server, once for all charts of a page.
async function registered(name, address) {
  maps[name] ??= fetch(address)
    .then((response) => response.json())
    .then((world) => echarts.registerMap(name, world));
  await maps[name];
}

const language = () => document.documentElement.lang || "en";

// Formats that options may name: Python has no functions to send.
const formats = {
  number: (value) => new Intl.NumberFormat(language(), { maximumSignificantDigits: 4 }).format(value),
  percent: (value) =>
    new Intl.NumberFormat(language(), { style: "percent", maximumSignificantDigits: 3 }).format(value),
  compact: (value) =>
    new Intl.NumberFormat(language(), { notation: "compact", maximumSignificantDigits: 3 }).format(value),
  // Cells of a heat map: nothing where nothing is missing.
  heat: (value) => (value < 0.005 ? "" : formats.percent(Math.round(value * 100) / 100)),
  // Years as decimal numbers: no thousands set apart.
  year: (value) => String(Math.floor(value)),
  month: (value) =>
    new Intl.DateTimeFormat(language(), { year: "2-digit", month: "short", timeZone: "UTC" }).format(
      new Date(value),
    ),
};

// "--name" is a colour of the page, "@name" a format.
function resolved(value, style) {
  if (Array.isArray(value)) return value.map((item) => resolved(item, style));
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolved(item, style)]));
  }
  if (typeof value !== "string") return value;
  if (value.startsWith("--")) return style.getPropertyValue(value).trim();
  if (value.startsWith("@") && formats[value.slice(1)]) {
    const format = formats[value.slice(1)];
    return (item) => {
      const number = item && typeof item === "object" && "value" in item ? item.value : item;
      const shown = Array.isArray(number) ? number[number.length - 1] : number;
      return shown === null || shown === undefined || Number.isNaN(shown) ? "–" : format(shown);
    };
  }
  return value;
}

export default {
  template: `<div class="chart" role="img" :aria-label="label"></div>`,
  props: { options: Object, label: String, maps: Object, renderer: String },
  async mounted() {
    await Promise.all(Object.entries(this.maps || {}).map(([name, address]) => registered(name, address)));
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.chart = echarts.init(this.$el, null, { renderer: this.renderer || "canvas" });
    this.drawings = 0;
    this.chart.on("finished", () => {
      this.drawings += 1;
      this.$el.dataset.drawn = this.drawings;
    });
    this.chart.on("click", (event) =>
      this.$emit("point", {
        seriesId: event.seriesId ?? null,
        name: event.name ?? null,
        data: event.data ?? null,
        dataType: event.dataType ?? null,
      }),
    );
    this.resizing = new ResizeObserver(() => this.chart.resize());
    this.resizing.observe(this.$el);
    this.colours = new MutationObserver(() => this.draw());
    this.colours.observe(document.body, { attributes: true, attributeFilter: ["class"] });
    this.draw();
  },
  beforeUnmount() {
    this.resizing?.disconnect();
    this.colours?.disconnect();
    this.chart?.dispose();
  },
  methods: {
    draw() {
      if (!this.chart) return;
      const style = getComputedStyle(document.body);
      const options = resolved(this.options, style);
      const text = style.getPropertyValue("--ink").trim();
      this.chart.setOption(
        {
          animation: false,
          backgroundColor: "transparent",
          textStyle: { color: text, fontFamily: style.fontFamily },
          ...options,
          // ECharts would put English words of its own in place of the label.
          aria: { ...options.aria, enabled: true, label: { ...options.aria?.label, description: this.label } },
          tooltip: {
            confine: true,
            backgroundColor: style.getPropertyValue("--paper").trim(),
            borderColor: style.getPropertyValue("--line").trim(),
            textStyle: { color: text },
            ...options.tooltip,
          },
        },
        { notMerge: true },
      );
    },
    // Save the chart as it is shown, with its background, at twice its size.
    picture(filename) {
      const link = document.createElement("a");
      link.download = filename;
      link.href = this.chart.getDataURL({
        type: this.renderer === "svg" ? "svg" : "png",
        pixelRatio: 2,
        backgroundColor: getComputedStyle(document.body).getPropertyValue("--paper").trim(),
      });
      link.click();
    },
  },
};

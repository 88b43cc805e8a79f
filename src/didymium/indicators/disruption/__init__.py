"""What a year without a country's exports would cost a region: the approach of the US Geological Survey for
its list of 2025 (Nassar and others, Open-File Report 2025-1047), as our own reconstruction on the market.

The report's equations were not read; what is public of it are its steps: a new equilibrium after the stop,
loss of value added through input-output tables, a probability, categories. These steps are followed with
equations of our own, so the figures are no figures of the Survey; wherever they are shown they are called
a reconstruction.
"""

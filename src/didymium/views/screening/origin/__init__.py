"""What is shown of the origin of lots and products: shares by stage, certificates, rules of buying."""

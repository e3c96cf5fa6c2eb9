"""What can be asked of guests, and asking it: fields of kernel.conditions, joined with who may see whom."""

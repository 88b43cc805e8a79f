"""What moves an outcome: designs and indices of sensitivity, and the inputs under which something happens."""

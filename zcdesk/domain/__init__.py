"""The words of the field: records, enumerations, events. No input, no output, no clock."""

"""The workbench: a local web application over the rooms of Corridor.  Nothing that is entered leaves the machine."""

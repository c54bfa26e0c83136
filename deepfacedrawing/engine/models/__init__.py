"""The networks: pure torch modules that know no files, devices or numpy."""

"""The data plane and what keeps it: settings, policy, storage, proxy workers, agent, analyst, command line."""

VERSION = "0.1.0"

"""Telemetry of applications that are not behind the proxy: judged by the same detection, recorded beside what passed.

Nothing is blocked here: what is told has already happened. Imports neither the proxy nor the console.
"""

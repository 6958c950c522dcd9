"""The dashboards as code: each is a module here, and ``python -m deploy.grafana`` writes all of them to dashboards/.

Grafana reads the written files; a test fails when they are not what the code says.
"""

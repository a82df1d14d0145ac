try:
    from airflow.providers.standard.sensors.time_delta import TimeDeltaSensor
except ImportError:
    from airflow.sensors.time_delta import TimeDeltaSensor

import dagster as dg
nightly = dg.define_asset_job("nightly", selection=dg.AssetSelection.assets("orders_by_day"))
sched = dg.ScheduleDefinition(job=nightly, cron_schedule="0 3 * * *")

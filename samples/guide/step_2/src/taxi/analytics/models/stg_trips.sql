select
    timestamp '2023-01-01' + to_minutes(cast(number * 97 as integer)) as pickup_datetime,
    5 + number % 41 as duration
from range(600) as numbers(number)

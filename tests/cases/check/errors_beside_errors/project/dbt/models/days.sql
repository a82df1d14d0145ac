select '{{ var("day") }}' as day

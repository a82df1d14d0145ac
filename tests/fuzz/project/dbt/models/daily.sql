select '{{ var("min_date") }}' as d

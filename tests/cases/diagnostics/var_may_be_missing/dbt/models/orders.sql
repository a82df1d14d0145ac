select * from raw
{% if target.name == 'prod' %} where day >= '{{ var("min_date") }}' {% endif %}

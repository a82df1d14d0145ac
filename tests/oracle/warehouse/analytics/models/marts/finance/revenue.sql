{{ config(tags='daily') }}
select d.order_date, sum({{ cents('d.orders') }}) as revenue
from {{ ref('daily_orders') }} d
cross join {{ ref('customers') }} c
group by 1

{{ config(post_hook='{{ note() }}') }} select 1 as id

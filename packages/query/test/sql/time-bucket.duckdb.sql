-- by the minute
select make_timestamptz(((epoch_us("created_at") + 241920259200000000) // 60000000) * 60000000 - 241920259200000000) as "start", count(*) as "count"
from "logs"
group by ((epoch_us("created_at") + 241920259200000000) // 60000000);

-- by the hour
select make_timestamptz(((epoch_us("created_at") + 241920259200000000) // 3600000000) * 3600000000 - 241920259200000000) as "start", count(*) as "count"
from "logs"
group by ((epoch_us("created_at") + 241920259200000000) // 3600000000);

-- by the day
select make_timestamptz(((epoch_us("created_at") + 241920259200000000) // 86400000000) * 86400000000 - 241920259200000000) as "start", count(*) as "count"
from "logs"
group by ((epoch_us("created_at") + 241920259200000000) // 86400000000);

-- by the week
select make_timestamptz(((epoch_us("created_at") + 241920259200000000) // 604800000000) * 604800000000 - 241920259200000000) as "start", count(*) as "count"
from "logs"
group by ((epoch_us("created_at") + 241920259200000000) // 604800000000);

-- by the minute
select date_bin(interval '1 minute', "created_at", timestamptz '1970-01-05 00:00:00+00') as "start", count(*) as "count"
from "logs"
group by date_bin(interval '1 minute', "created_at", timestamptz '1970-01-05 00:00:00+00');

-- by the hour
select date_bin(interval '1 hour', "created_at", timestamptz '1970-01-05 00:00:00+00') as "start", count(*) as "count"
from "logs"
group by date_bin(interval '1 hour', "created_at", timestamptz '1970-01-05 00:00:00+00');

-- by the day
select date_bin(interval '1 day', "created_at", timestamptz '1970-01-05 00:00:00+00') as "start", count(*) as "count"
from "logs"
group by date_bin(interval '1 day', "created_at", timestamptz '1970-01-05 00:00:00+00');

-- by the week
select date_bin(interval '1 week', "created_at", timestamptz '1970-01-05 00:00:00+00') as "start", count(*) as "count"
from "logs"
group by date_bin(interval '1 week', "created_at", timestamptz '1970-01-05 00:00:00+00');

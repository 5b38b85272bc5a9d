// title: Events by month
// folder: Time
MATCH (event:Almanac:Event)
RETURN event.at.year AS year, event.at.month AS month, count(*) AS events
ORDER BY year DESC, month DESC
LIMIT 36

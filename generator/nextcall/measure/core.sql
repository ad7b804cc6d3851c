-- Histories → stays → a histogram of whole days: the heavy part, on whichever engine holds the history.
--
-- It reads history(deal, seconds, place, close_day), calls(deal, seconds), places(place, needed, needed_before),
-- quarters(q, opens, closes) and recorded(first_seconds). Deals are integer keys. Times are epoch seconds, so that no
-- function of dates is needed, on which engines differ. Places: 0 is an open stage that nobody knows, 1 to $open_places
-- the open stages in their order, then won, lost, no decision and disqualified. A close_day is an epoch day, -1 for none.
-- Rows below place 0 were set aside by who read them; those at -1 are of a stage that is none of the process. $until is
-- the first second after the record, $since that of its last four whole quarters.
WITH touched AS (
  SELECT
    deal,
    seconds,
    place,
    close_day,
    LAG(place) OVER (PARTITION BY deal ORDER BY seconds, place, close_day) AS place_before,
    LAG(close_day) OVER (PARTITION BY deal ORDER BY seconds, place, close_day) AS close_before
  FROM history
  WHERE place >= 0 AND seconds >= 0 AND seconds < $until
),
changed AS (
  SELECT
    deal,
    seconds,
    place,
    LAG(seconds) OVER (PARTITION BY deal ORDER BY seconds, place) AS seconds_before,
    LEAD(seconds) OVER (PARTITION BY deal ORDER BY seconds, place) AS seconds_after,
    LEAD(place) OVER (PARTITION BY deal ORDER BY seconds, place) AS place_after
  FROM touched
  WHERE place_before IS NULL OR place_before <> place
),
-- A place that is left within a minute was not stayed in: somebody wrote several changes down at once. Only deals that
-- have such a place, which are few, have to be put in order again without it.
hurrying AS (
  SELECT DISTINCT deal AS in_a_hurry FROM changed WHERE seconds_after - seconds <= 60
),
settled AS (
  SELECT
    changed.deal,
    changed.seconds,
    changed.place,
    CASE WHEN changed.seconds - changed.seconds_before <= 60 THEN 1 ELSE 0 END AS hurried,
    LAG(changed.place) OVER (PARTITION BY changed.deal ORDER BY changed.seconds, changed.place) AS place_before
  FROM changed
  INNER JOIN hurrying ON hurrying.in_a_hurry = changed.deal
  WHERE changed.seconds_after IS NULL OR changed.seconds_after - changed.seconds > 60
),
stays AS (
  SELECT
    changed.deal,
    changed.seconds,
    changed.place,
    changed.seconds_after AS left_seconds,
    changed.place_after AS next_place,
    0 AS next_hurried
  FROM changed
  LEFT JOIN hurrying ON hurrying.in_a_hurry = changed.deal
  WHERE hurrying.in_a_hurry IS NULL
  UNION ALL
  SELECT
    deal,
    seconds,
    place,
    LEAD(seconds) OVER (PARTITION BY deal ORDER BY seconds, place),
    LEAD(place) OVER (PARTITION BY deal ORDER BY seconds, place),
    LEAD(hurried) OVER (PARTITION BY deal ORDER BY seconds, place)
  FROM settled
  WHERE place_before IS NULL OR place_before <> place
),
-- A close date that is set with the closing is no push.
pushed AS (
  SELECT
    deal,
    MIN(seconds) AS began,
    MIN(place) AS least_place,
    MAX(CASE WHEN place_before IS NULL THEN place ELSE -1 END) AS first_place,
    MAX(close_day) AS last_close,
    SUM(
      CASE WHEN place <= $open_places AND close_before >= 0 AND close_day > close_before THEN 1 ELSE 0 END
    ) AS pushes
  FROM touched
  GROUP BY deal
),
elsewhere AS (
  SELECT deal, MIN(seconds) AS seconds
  FROM history
  WHERE place = -1 AND seconds >= 0 AND seconds < $until
  GROUP BY deal
),
-- The deals of the process. `seen`: whether the record sees a deal's beginning. It doesn't where the deal began before
-- the record, or its first row is an ending, or one of a stage that nobody knows. Nor where rows were left out: in the
-- first half year of a record, a deal whose first row is beyond a stage that every deal goes through is an older one.
known AS (
  SELECT
    pushed.deal,
    pushed.began,
    CASE WHEN pushed.last_close >= 0 THEN pushed.pushes ELSE -1 END AS pushes,
    CASE
      WHEN pushed.began < recorded.first_seconds OR pushed.first_place > $open_places THEN 0
      WHEN elsewhere.seconds < pushed.began THEN 0
      WHEN pushed.began < recorded.first_seconds + 180 * 86400 AND entry.needed_before > 0 THEN 0
      ELSE 1
    END AS seen
  FROM pushed
  LEFT JOIN elsewhere ON elsewhere.deal = pushed.deal
  LEFT JOIN places AS entry ON entry.place = pushed.first_place
  CROSS JOIN recorded
  WHERE pushed.least_place <= $open_places OR elsewhere.deal IS NULL
),
-- A deal's ending is the last, and 0 while it is open.
deals AS (
  SELECT
    stays.deal,
    known.began,
    known.pushes,
    CASE WHEN stays.place > $open_places THEN stays.seconds ELSE $until END AS ended,
    CASE WHEN stays.place > $open_places THEN stays.place - $open_places ELSE 0 END AS ending
  FROM stays
  INNER JOIN known ON known.deal = stays.deal
  WHERE stays.left_seconds IS NULL AND known.seen = 1
),
-- The first stay of a deal whose beginning isn't seen began nobody knows when.
midway AS (
  SELECT deal, began FROM known WHERE seen = 0 AND began >= $since
),
-- Quarters begin with days: so each day is looked up once, and deals by their days.
calendar AS (
  SELECT days.on_day, quarters.q
  FROM (
    SELECT DISTINCT FLOOR(CAST(began AS DOUBLE) / 86400) AS on_day FROM deals
    UNION
    SELECT DISTINCT FLOOR(CAST(ended AS DOUBLE) / 86400) AS on_day FROM deals
  ) AS days
  INNER JOIN quarters ON days.on_day * 86400 >= quarters.opens AND days.on_day * 86400 < quarters.closes
),
won AS (
  SELECT deals.deal, deals.began, deals.ended, calendar.q
  FROM deals
  INNER JOIN calendar ON calendar.on_day = FLOOR(CAST(deals.ended AS DOUBLE) / 86400)
  WHERE deals.ending = 1
),
called AS (
  SELECT won.deal, COUNT(DISTINCT calls.seconds) AS held
  FROM won
  INNER JOIN calls ON calls.deal = won.deal
  WHERE calls.seconds <= won.ended
  GROUP BY won.deal
),
lasted AS (
  SELECT
    stays.place,
    CASE
      WHEN stays.left_seconds IS NULL THEN 0
      WHEN stays.next_place = $open_places + 1 THEN 1
      WHEN stays.next_place > $open_places THEN 3
      WHEN stays.next_place > stays.place THEN 1
      ELSE 2
    END AS outcome,
    FLOOR(CAST(COALESCE(stays.left_seconds, $until) - stays.seconds AS DOUBLE) / 86400) AS whole_days,
    CASE WHEN stays.seconds >= $since AND stays.seconds >= recorded.first_seconds THEN 1 ELSE 0 END AS recent
  FROM stays
  LEFT JOIN midway ON midway.deal = stays.deal AND stays.seconds <= midway.began + 60
  CROSS JOIN recorded
  WHERE stays.place > 0 AND stays.place <= $open_places AND midway.deal IS NULL
),
moved AS (
  SELECT
    stays.deal,
    CASE
      WHEN stays.next_place < stays.place THEN 4
      WHEN stays.next_hurried = 1 THEN 2
      WHEN there.needed_before - here.needed_before - here.needed > 0 THEN 3
      ELSE 1
    END AS kind
  FROM stays
  INNER JOIN places AS here ON here.place = stays.place
  INNER JOIN places AS there ON there.place = stays.next_place
  CROSS JOIN recorded
  WHERE
    stays.place <= $open_places
    AND stays.next_place <= $open_places + 1
    AND stays.left_seconds >= $since
    AND stays.left_seconds >= recorded.first_seconds
),
minutes AS (
  SELECT FLOOR(CAST(seconds AS DOUBLE) / 60) AS whole_minutes, COUNT(*) AS changes, COUNT(DISTINCT deal) AS many
  FROM changed
  WHERE seconds >= $since
  GROUP BY FLOOR(CAST(seconds AS DOUBLE) / 60)
),
written AS (
  SELECT FLOOR(CAST(whole_minutes AS DOUBLE) / 1440) + 3 AS day_from_monday, changes FROM minutes
),
figures AS (
  SELECT
    'deal' AS figure,
    calendar.q AS part,
    deals.ending AS kind,
    FLOOR(CAST(deals.ended - deals.began AS DOUBLE) / 86400) AS whole_days,
    1 AS deals
  FROM deals
  INNER JOIN calendar ON calendar.on_day = FLOOR(CAST(deals.began AS DOUBLE) / 86400)
  UNION ALL
  SELECT 'won', won.q, 0, FLOOR(CAST(won.ended - won.began AS DOUBLE) / 86400), 1 FROM won
  UNION ALL
  SELECT 'calls', won.q, COALESCE(called.held, 0), 0, 1
  FROM won
  LEFT JOIN called ON called.deal = won.deal
  UNION ALL
  SELECT 'stay', lasted.place, lasted.outcome, lasted.whole_days, 1 FROM lasted WHERE lasted.recent = 1
  UNION ALL
  SELECT 'now', lasted.place, 0, lasted.whole_days, 1 FROM lasted WHERE lasted.outcome = 0
  UNION ALL
  SELECT 'move', moved.kind, 0, 0, 1 FROM moved
  UNION ALL
  SELECT 'moved', 0, 0, 0, COUNT(DISTINCT moved.deal) FROM moved
  UNION ALL
  SELECT 'pushes', deals.ending, deals.pushes, 0, 1
  FROM deals
  WHERE deals.ended >= $since AND deals.pushes >= 0
  UNION ALL
  SELECT 'push', 0, 0, touched.close_day - touched.close_before, 1
  FROM touched
  WHERE
    touched.place <= $open_places
    AND touched.close_before >= 0
    AND touched.close_day > touched.close_before
    AND touched.seconds >= $since
  UNION ALL
  SELECT 'weekday', written.day_from_monday - 7 * FLOOR(written.day_from_monday / 7), 0, 0, written.changes FROM written
  UNION ALL
  SELECT 'bulk', 0, 0, 0, minutes.changes FROM minutes WHERE minutes.many >= 10
  UNION ALL
  SELECT 'together', 0, 0, 0, 1
  FROM changed
  WHERE
    changed.place > 0
    AND changed.place <= $open_places
    AND changed.seconds >= $since
    AND changed.seconds_after - changed.seconds <= 60
  UNION ALL
  SELECT 'reopened', 0, 0, 0, COUNT(DISTINCT stays.deal)
  FROM stays
  WHERE stays.place > $open_places AND stays.left_seconds IS NOT NULL
  UNION ALL
  SELECT 'begun_before', 0, 0, 0, COUNT(*) FROM known WHERE known.seen = 0
  UNION ALL
  SELECT 'first_day', 0, 0, FLOOR(CAST(recorded.first_seconds AS DOUBLE) / 86400), 1 FROM recorded
  UNION ALL
  SELECT 'last_day', 0, 0, FLOOR(CAST($until - 1 AS DOUBLE) / 86400), 1 FROM recorded
)
SELECT
  figure,
  CAST(part AS DOUBLE) AS part,
  CAST(kind AS DOUBLE) AS kind,
  CAST(whole_days AS DOUBLE) AS whole_days,
  SUM(deals) AS deals
FROM figures
GROUP BY figure, CAST(part AS DOUBLE), CAST(kind AS DOUBLE), CAST(whole_days AS DOUBLE)

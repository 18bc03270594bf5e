CREATE TABLE "forewarn_run_0" AS
SELECT
  "t1"."account_id",
  ROW_NUMBER() OVER (ORDER BY "t1"."account_id" ASC) - 1 AS "a"
FROM (
  SELECT DISTINCT
    "t0"."account_id"
  FROM "facts"."accounts" AS "t0"
  WHERE
    NOT "t0"."account_id" IS NULL
) AS "t1";

CREATE TABLE "forewarn_run_1" AS
SELECT
  CAST("sign" AS BIGINT) AS "sign"
FROM (VALUES
  (1),
  (-1)) AS written("sign");

CREATE TABLE "forewarn_run_2" AS
SELECT
  CAST("date_i" AS BIGINT) AS "date_i",
  CAST("date_day" AS BIGINT) AS "date_day"
FROM (VALUES
  (0, 19723),
  (1, 19730)) AS written("date_i", "date_day");

CREATE TABLE "forewarn_run_3" AS
SELECT
  "t7"."a",
  "t7"."e",
  "t7"."l",
  "t7"."link",
  "t7"."day" AS "since",
  ROW_NUMBER() OVER (PARTITION BY "t7"."a" ORDER BY "t7"."e" ASC, "t7"."l" ASC) - 1 AS "n"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t5"."a",
      "t5"."day",
      "t5"."known",
      "t5"."closed",
      "t5"."link",
      CAST(FLOOR(
        CAST((
          (
            LEAST(
              GREATEST(GREATEST("t5"."day" + 1 + 0, COALESCE("t5"."known", "t5"."day" + 1 + 0)), 19723),
              19737
            ) - 19723
          ) + 6
        ) AS DOUBLE) / (
          7
        )
      ) AS BIGINT) AS "e",
      CAST(FLOOR(
        CAST((
          (
            LEAST(GREATEST(COALESCE("t5"."closed", 19731), 19723), 19737) - 19723
          ) + 6
        ) AS DOUBLE) / (
          7
        )
      ) AS BIGINT) AS "l"
    FROM (
      SELECT
        "t2"."a",
        "t4"."day",
        "t4"."known",
        "t4"."closed",
        "t4"."link"
      FROM (
        SELECT
          "t0"."account_id",
          DATE_DIFF(
            'DAY',
            DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
            DATE_TRUNC('DAY', "t0"."_on")
          ) AS "day",
          IF(
            IF(
              DATE_DIFF(
                'DAY',
                DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
                DATE_TRUNC('DAY', "t0"."_known_on")
              ) > 19732,
              DATE_DIFF(
                'DAY',
                DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
                DATE_TRUNC('DAY', "t0"."_known_on")
              ),
              CAST(NULL AS BIGINT)
            ) > (
              DATE_DIFF(
                'DAY',
                DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
                DATE_TRUNC('DAY', "t0"."_on")
              ) + 1
            ),
            IF(
              DATE_DIFF(
                'DAY',
                DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
                DATE_TRUNC('DAY', "t0"."_known_on")
              ) > 19732,
              DATE_DIFF(
                'DAY',
                DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
                DATE_TRUNC('DAY', "t0"."_known_on")
              ),
              CAST(NULL AS BIGINT)
            ),
            CAST(NULL AS BIGINT)
          ) AS "known",
          DATE_DIFF(
            'DAY',
            DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
            DATE_TRUNC('DAY', "t0"."until")
          ) + 1 AS "closed",
          "t0"."contact_id" AS "link"
        FROM "facts"."contacts" AS "t0"
        WHERE
          NOT "t0"."_on" IS NULL
          AND TRUE
          AND DATE_DIFF(
            'DAY',
            DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
            DATE_TRUNC('DAY', "t0"."_on")
          ) < 19730
      ) AS "t4"
      INNER JOIN "forewarn_run_0" AS "t2"
        ON "t4"."account_id" = "t2"."account_id"
    ) AS "t5"
  ) AS "t6"
  WHERE
    "t6"."e" < "t6"."l"
) AS "t7";

CREATE TABLE "forewarn_run_4" AS
SELECT
  "t7"."a",
  "t7"."link",
  "t7"."e" AS "i",
  MAX("t7"."day") AS "day"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t5"."a",
      "t5"."day",
      "t5"."known",
      "t5"."link",
      CAST(FLOOR(
        CAST((
          (
            LEAST(
              GREATEST(GREATEST("t5"."day" + 1 + 0, COALESCE("t5"."known", "t5"."day" + 1 + 0)), 19723),
              19737
            ) - 19723
          ) + 6
        ) AS DOUBLE) / (
          7
        )
      ) AS BIGINT) AS "e",
      2 AS "l"
    FROM (
      SELECT
        "t2"."a",
        "t4"."day",
        "t4"."known",
        "t4"."link"
      FROM (
        SELECT
          "t0"."account_id",
          DATE_DIFF(
            'DAY',
            DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
            DATE_TRUNC('DAY', "t0"."_on")
          ) AS "day",
          IF(
            IF(
              DATE_DIFF(
                'DAY',
                DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
                DATE_TRUNC('DAY', "t0"."_known_on")
              ) > 19732,
              DATE_DIFF(
                'DAY',
                DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
                DATE_TRUNC('DAY', "t0"."_known_on")
              ),
              CAST(NULL AS BIGINT)
            ) > (
              DATE_DIFF(
                'DAY',
                DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
                DATE_TRUNC('DAY', "t0"."_on")
              ) + 1
            ),
            IF(
              DATE_DIFF(
                'DAY',
                DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
                DATE_TRUNC('DAY', "t0"."_known_on")
              ) > 19732,
              DATE_DIFF(
                'DAY',
                DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
                DATE_TRUNC('DAY', "t0"."_known_on")
              ),
              CAST(NULL AS BIGINT)
            ),
            CAST(NULL AS BIGINT)
          ) AS "known",
          "t0"."contact_id" AS "link"
        FROM "facts"."interactions" AS "t0"
        WHERE
          NOT "t0"."_on" IS NULL
          AND TRUE
          AND DATE_DIFF(
            'DAY',
            DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
            DATE_TRUNC('DAY', "t0"."_on")
          ) < 19730
          AND NOT "t0"."contact_id" IS NULL
      ) AS "t4"
      INNER JOIN "forewarn_run_0" AS "t2"
        ON "t4"."account_id" = "t2"."account_id"
    ) AS "t5"
  ) AS "t6"
  WHERE
    "t6"."e" < 2
) AS "t7"
GROUP BY
  1,
  2,
  3;

CREATE TABLE "forewarn_run_5" AS
SELECT
  "t2"."a",
  "t2"."e",
  LEAST("t2"."l", COALESCE("t4"."met", "t2"."l")) AS "l",
  1 AS "v"
FROM "forewarn_run_3" AS "t2"
LEFT OUTER JOIN (
  SELECT
    "t1"."a",
    "t1"."link",
    MIN("t1"."i") AS "met"
  FROM "forewarn_run_4" AS "t1"
  GROUP BY
    1,
    2
) AS "t4"
  ON "t2"."a" = "t4"."a" AND "t2"."link" = "t4"."link";

CREATE TABLE "forewarn_run_6" AS
SELECT
  "t6"."a",
  "t6"."i",
  SUM("t6"."v") AS "v"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t4"."a",
      IF("t2"."sign" > 0, "t4"."e", "t4"."l") AS "i",
      IF("t2"."sign" > 0, "t4"."v", -(
        "t4"."v"
      )) AS "v"
    FROM (
      SELECT
        *
      FROM "forewarn_run_5" AS "t0"
      WHERE
        "t0"."e" < "t0"."l"
    ) AS "t4"
    CROSS JOIN "forewarn_run_1" AS "t2"
  ) AS "t5"
  WHERE
    "t5"."i" < 2
) AS "t6"
GROUP BY
  1,
  2;

CREATE TABLE "forewarn_run_7" AS
SELECT
  "t7"."a",
  "t7"."e",
  "t7"."l",
  "t7"."link",
  "t7"."day" AS "since",
  ROW_NUMBER() OVER (PARTITION BY "t7"."a" ORDER BY "t7"."e" ASC, "t7"."l" ASC) - 1 AS "n"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t5"."a",
      "t5"."day",
      "t5"."known",
      "t5"."closed",
      "t5"."link",
      CAST(FLOOR(
        CAST((
          (
            LEAST(
              GREATEST(GREATEST("t5"."day" + 1 + 0, COALESCE("t5"."known", "t5"."day" + 1 + 0)), 19723),
              19737
            ) - 19723
          ) + 6
        ) AS DOUBLE) / (
          7
        )
      ) AS BIGINT) AS "e",
      CAST(FLOOR(
        CAST((
          (
            LEAST(GREATEST(COALESCE("t5"."closed", 19731), 19723), 19737) - 19723
          ) + 6
        ) AS DOUBLE) / (
          7
        )
      ) AS BIGINT) AS "l"
    FROM (
      SELECT
        "t2"."a",
        "t4"."day",
        "t4"."known",
        "t4"."closed",
        "t4"."link"
      FROM (
        SELECT
          "t0"."account_id",
          DATE_DIFF(
            'DAY',
            DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
            DATE_TRUNC('DAY', "t0"."_on")
          ) AS "day",
          IF(
            IF(
              DATE_DIFF(
                'DAY',
                DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
                DATE_TRUNC('DAY', "t0"."_known_on")
              ) > 19732,
              DATE_DIFF(
                'DAY',
                DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
                DATE_TRUNC('DAY', "t0"."_known_on")
              ),
              CAST(NULL AS BIGINT)
            ) > (
              DATE_DIFF(
                'DAY',
                DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
                DATE_TRUNC('DAY', "t0"."_on")
              ) + 1
            ),
            IF(
              DATE_DIFF(
                'DAY',
                DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
                DATE_TRUNC('DAY', "t0"."_known_on")
              ) > 19732,
              DATE_DIFF(
                'DAY',
                DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
                DATE_TRUNC('DAY', "t0"."_known_on")
              ),
              CAST(NULL AS BIGINT)
            ),
            CAST(NULL AS BIGINT)
          ) AS "known",
          DATE_DIFF(
            'DAY',
            DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
            DATE_TRUNC('DAY', "t0"."until")
          ) + 1 AS "closed",
          "t0"."contact_id" AS "link"
        FROM "facts"."contacts" AS "t0"
        WHERE
          NOT "t0"."_on" IS NULL
          AND TRUE
          AND DATE_DIFF(
            'DAY',
            DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
            DATE_TRUNC('DAY', "t0"."_on")
          ) < 19730
      ) AS "t4"
      INNER JOIN "forewarn_run_0" AS "t2"
        ON "t4"."account_id" = "t2"."account_id"
    ) AS "t5"
  ) AS "t6"
  WHERE
    "t6"."e" < "t6"."l"
) AS "t7";

CREATE TABLE "forewarn_run_8" AS
SELECT
  "t7"."a",
  "t7"."link",
  "t7"."e" AS "i",
  MAX("t7"."day") AS "day"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t5"."a",
      "t5"."day",
      "t5"."known",
      "t5"."link",
      CAST(FLOOR(
        CAST((
          (
            LEAST(
              GREATEST(GREATEST("t5"."day" + 1 + 0, COALESCE("t5"."known", "t5"."day" + 1 + 0)), 19723),
              19737
            ) - 19723
          ) + 6
        ) AS DOUBLE) / (
          7
        )
      ) AS BIGINT) AS "e",
      2 AS "l"
    FROM (
      SELECT
        "t2"."a",
        "t4"."day",
        "t4"."known",
        "t4"."link"
      FROM (
        SELECT
          "t0"."account_id",
          DATE_DIFF(
            'DAY',
            DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
            DATE_TRUNC('DAY', "t0"."_on")
          ) AS "day",
          IF(
            IF(
              DATE_DIFF(
                'DAY',
                DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
                DATE_TRUNC('DAY', "t0"."_known_on")
              ) > 19732,
              DATE_DIFF(
                'DAY',
                DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
                DATE_TRUNC('DAY', "t0"."_known_on")
              ),
              CAST(NULL AS BIGINT)
            ) > (
              DATE_DIFF(
                'DAY',
                DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
                DATE_TRUNC('DAY', "t0"."_on")
              ) + 1
            ),
            IF(
              DATE_DIFF(
                'DAY',
                DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
                DATE_TRUNC('DAY', "t0"."_known_on")
              ) > 19732,
              DATE_DIFF(
                'DAY',
                DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
                DATE_TRUNC('DAY', "t0"."_known_on")
              ),
              CAST(NULL AS BIGINT)
            ),
            CAST(NULL AS BIGINT)
          ) AS "known",
          "t0"."contact_id" AS "link"
        FROM "facts"."interactions" AS "t0"
        WHERE
          NOT "t0"."_on" IS NULL
          AND TRUE
          AND DATE_DIFF(
            'DAY',
            DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
            DATE_TRUNC('DAY', "t0"."_on")
          ) < 19730
          AND NOT "t0"."contact_id" IS NULL
      ) AS "t4"
      INNER JOIN "forewarn_run_0" AS "t2"
        ON "t4"."account_id" = "t2"."account_id"
    ) AS "t5"
  ) AS "t6"
  WHERE
    "t6"."e" < 2
) AS "t7"
GROUP BY
  1,
  2,
  3;

CREATE TABLE "forewarn_run_9" AS
SELECT
  "t7"."a",
  "t7"."i" AS "e",
  COALESCE(
    LEAD("t7"."i") OVER (PARTITION BY "t7"."a", "t7"."n" ORDER BY "t7"."i" ASC),
    "t7"."l"
  ) AS "l",
  COALESCE(
    MAX("t7"."met") OVER (
      PARTITION BY "t7"."a", "t7"."n"
      ORDER BY "t7"."i" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ),
    "t7"."day"
  ) AS "day"
FROM (
  SELECT
    "t6"."n",
    "t6"."a",
    "t6"."i",
    "t6"."l",
    "t6"."day",
    MAX("t6"."met") AS "met"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t0"."n",
        "t0"."a",
        "t0"."e" AS "i",
        "t0"."l",
        "t0"."since" AS "day",
        CAST(NULL AS BIGINT) AS "met"
      FROM "forewarn_run_7" AS "t0"
    ) AS "t4"
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        "t2"."n",
        "t2"."a",
        GREATEST("t2"."e", "t3"."i") AS "i",
        "t2"."l",
        "t2"."since" AS "day",
        "t3"."day" AS "met"
      FROM "forewarn_run_7" AS "t2"
      INNER JOIN "forewarn_run_8" AS "t3"
        ON "t2"."a" = "t3"."a" AND "t2"."link" = "t3"."link" AND "t3"."i" < "t2"."l"
    ) AS "t5"
  ) AS "t6"
  GROUP BY
    1,
    2,
    3,
    4,
    5
) AS "t7";

CREATE TABLE "forewarn_run_10" AS
SELECT
  "t5"."a",
  "t5"."i",
  MIN("t5"."day") AS "met"
FROM (
  SELECT
    "t4"."a",
    "t4"."e",
    "t4"."l",
    "t4"."day",
    "t2"."date_i" AS "i"
  FROM (
    SELECT
      *
    FROM "forewarn_run_9" AS "t0"
    WHERE
      "t0"."e" < "t0"."l"
  ) AS "t4"
  INNER JOIN "forewarn_run_2" AS "t2"
    ON "t2"."date_i" >= "t4"."e" AND "t2"."date_i" < "t4"."l"
) AS "t5"
GROUP BY
  1,
  2;

SELECT
  "t11"."v0",
  "t11"."v1"
FROM (
  SELECT
    "t10"."a",
    "t10"."i",
    SUM("t10"."l0_v") OVER (
      PARTITION BY "t10"."a"
      ORDER BY "t10"."i" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS "v0",
    (
      "t10"."day" - 0
    ) - "t10"."l1_met" AS "v1"
  FROM (
    SELECT
      "t4"."a",
      "t5"."date_i" AS "i",
      "t5"."date_day" AS "day",
      "t8"."l0_v",
      "t9"."l1_met"
    FROM "forewarn_run_0" AS "t4"
    CROSS JOIN "forewarn_run_2" AS "t5"
    LEFT OUTER JOIN (
      SELECT
        "t2"."a" AS "a0",
        "t2"."i" AS "i0",
        "t2"."v" AS "l0_v"
      FROM "forewarn_run_6" AS "t2"
    ) AS "t8"
      ON "t4"."a" = "t8"."a0" AND "t5"."date_i" = "t8"."i0"
    LEFT OUTER JOIN (
      SELECT
        "t3"."a" AS "a1",
        "t3"."i" AS "i1",
        "t3"."met" AS "l1_met"
      FROM "forewarn_run_10" AS "t3"
    ) AS "t9"
      ON "t4"."a" = "t9"."a1" AND "t5"."date_i" = "t9"."i1"
  ) AS "t10"
) AS "t11"
ORDER BY
  "t11"."a" ASC,
  "t11"."i" ASC;

CREATE TEMPORARY TABLE "forewarn_run_0" AS
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

CREATE TEMPORARY TABLE "forewarn_run_1" AS
SELECT
  CAST("step_day" AS BIGINT) AS "step_day",
  CAST("step_i" AS BIGINT) AS "step_i"
FROM (VALUES
  (19723, 0),
  (19724, 1),
  (19725, 1),
  (19726, 1),
  (19727, 1),
  (19728, 1),
  (19729, 1),
  (19730, 1)) AS written("step_day", "step_i");

CREATE TEMPORARY TABLE "forewarn_run_2" AS
SELECT
  CAST("date_i" AS BIGINT) AS "date_i",
  CAST("date_day" AS BIGINT) AS "date_day"
FROM (VALUES
  (0, 19723),
  (1, 19730)) AS written("date_i", "date_day");

CREATE TEMPORARY TABLE "forewarn_run_3" AS
SELECT
  "t2"."a",
  "t5"."day",
  "t5"."known",
  "t5"."m0"
FROM (
  SELECT
    "t3"."account_id",
    "t3"."day",
    "t3"."known",
    COALESCE(SUM("t3"."m0"), CAST(0 AS DECIMAL(38, 9))) AS "m0"
  FROM (
    SELECT
      "t1"."account_id",
      GREATEST(DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t1"."_on"), 19662) AS "day",
      IFF(
        IFF(
          DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t1"."_known_on") > 19732,
          DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t1"."_known_on"),
          CAST(NULL AS BIGINT)
        ) > (
          DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t1"."_on") + 1
        ),
        IFF(
          DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t1"."_known_on") > 19732,
          DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t1"."_known_on"),
          CAST(NULL AS BIGINT)
        ),
        CAST(NULL AS BIGINT)
      ) AS "known",
      IFF(
        COALESCE("t1"."event" = 'log\'in', FALSE)
        AND NOT (
          (
            "t1"."team" IS NULL
          )
          OR COALESCE(
            IFF(ABS("t1"."count") <= 1.7976931348623157e+308, "t1"."count", CAST(NULL AS DOUBLE)) > 2.5,
            FALSE
          )
        ),
        COALESCE(
          IFF(
            ABS("t1"."count") <= 1.7976931348623157e+308,
            CAST("t1"."count" AS DECIMAL(38, 9)),
            CAST(NULL AS DECIMAL(38, 9))
          ),
          CAST(1 AS DECIMAL(38, 9))
        ),
        CAST(NULL AS DECIMAL(38, 9))
      ) AS "m0"
    FROM "facts"."events" AS "t1"
    WHERE
      NOT "t1"."_on" IS NULL
      AND TRUE
      AND DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t1"."_on") < 19730
      AND DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t1"."_on") >= 19663
      AND COALESCE("t1"."event" = 'log\'in', FALSE)
      AND NOT (
        (
          "t1"."team" IS NULL
        )
        OR COALESCE(
          IFF(ABS("t1"."count") <= 1.7976931348623157e+308, "t1"."count", CAST(NULL AS DOUBLE)) > 2.5,
          FALSE
        )
      )
  ) AS "t3"
  GROUP BY
    1,
    2,
    3
) AS "t5"
INNER JOIN "forewarn_run_0" AS "t2"
  ON "t5"."account_id" = "t2"."account_id";

CREATE TEMPORARY TABLE "forewarn_run_4" AS
WITH "t16" AS (
  SELECT
    "t14"."a",
    "t14"."day",
    "t14"."known",
    "t14"."m0",
    "t14"."e",
    COALESCE("t2"."step_i", 2) AS "l"
  FROM (
    SELECT
      "t10"."a",
      "t10"."day",
      "t10"."known",
      "t10"."m0",
      "t10"."e",
      GREATEST("t10"."day" + 31, 19723) AS "step_key"
    FROM (
      SELECT
        "t8"."a",
        "t8"."day",
        "t8"."known",
        "t8"."m0",
        COALESCE("t4"."step_i", 2) AS "e"
      FROM (
        SELECT
          "t1"."a",
          "t1"."day",
          "t1"."known",
          "t1"."m0",
          GREATEST(GREATEST("t1"."day" + 1 + 0, COALESCE("t1"."known", "t1"."day" + 1 + 0)), 19723) AS "step_key"
        FROM "forewarn_run_3" AS "t1"
      ) AS "t8"
      LEFT OUTER JOIN "forewarn_run_1" AS "t4"
        ON "t8"."step_key" = "t4"."step_day"
    ) AS "t10"
  ) AS "t14"
  LEFT OUTER JOIN "forewarn_run_1" AS "t2"
    ON "t14"."step_key" = "t2"."step_day"
), "t17" AS (
  SELECT
    "t15"."a",
    "t15"."day",
    "t15"."known",
    "t15"."m0",
    "t15"."e",
    COALESCE("t3"."step_i", 2) AS "l"
  FROM (
    SELECT
      "t11"."a",
      "t11"."day",
      "t11"."known",
      "t11"."m0",
      "t11"."e",
      GREATEST("t11"."day" + 61, 19723) AS "step_key"
    FROM (
      SELECT
        "t9"."a",
        "t9"."day",
        "t9"."known",
        "t9"."m0",
        COALESCE("t5"."step_i", 2) AS "e"
      FROM (
        SELECT
          "t1"."a",
          "t1"."day",
          "t1"."known",
          "t1"."m0",
          GREATEST(GREATEST("t1"."day" + 1 + 30, COALESCE("t1"."known", "t1"."day" + 1 + 30)), 19723) AS "step_key"
        FROM "forewarn_run_3" AS "t1"
      ) AS "t9"
      LEFT OUTER JOIN "forewarn_run_1" AS "t5"
        ON "t9"."step_key" = "t5"."step_day"
    ) AS "t11"
  ) AS "t15"
  LEFT OUTER JOIN "forewarn_run_1" AS "t3"
    ON "t15"."step_key" = "t3"."step_day"
)
SELECT
  "t28"."a",
  "t28"."i",
  SUM("t28"."v0") AS "v0",
  SUM("t28"."v1") AS "v1"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t24"."a",
      "t24"."i",
      SUM("t24"."v0") AS "v0",
      SUM("t24"."v1") AS "v1"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t18"."a",
          "t18"."e" AS "i",
          "t18"."m0" AS "v0",
          CAST(0 AS DECIMAL(38, 9)) AS "v1"
        FROM "t16" AS "t18"
        WHERE
          "t18"."e" < "t18"."l"
      ) AS "t20"
      UNION ALL
      SELECT
        *
      FROM (
        SELECT
          "t18"."a",
          "t18"."l" AS "i",
          -(
            "t18"."m0"
          ) AS "v0",
          -(
            CAST(0 AS DECIMAL(38, 9))
          ) AS "v1"
        FROM "t16" AS "t18"
        WHERE
          "t18"."e" < "t18"."l" AND "t18"."l" < 2
      ) AS "t21"
    ) AS "t24"
    GROUP BY
      1,
      2
  ) AS "t26"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      "t25"."a",
      "t25"."i",
      SUM("t25"."v0") AS "v0",
      SUM("t25"."v1") AS "v1"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t19"."a",
          "t19"."e" AS "i",
          CAST(0 AS DECIMAL(38, 9)) AS "v0",
          "t19"."m0" AS "v1"
        FROM "t17" AS "t19"
        WHERE
          "t19"."e" < "t19"."l"
      ) AS "t22"
      UNION ALL
      SELECT
        *
      FROM (
        SELECT
          "t19"."a",
          "t19"."l" AS "i",
          -(
            CAST(0 AS DECIMAL(38, 9))
          ) AS "v0",
          -(
            "t19"."m0"
          ) AS "v1"
        FROM "t17" AS "t19"
        WHERE
          "t19"."e" < "t19"."l" AND "t19"."l" < 2
      ) AS "t23"
    ) AS "t25"
    GROUP BY
      1,
      2
  ) AS "t27"
) AS "t28"
GROUP BY
  1,
  2;

CREATE TEMPORARY TABLE "forewarn_run_5" AS
SELECT
  "t2"."a",
  "t5"."day",
  "t5"."known",
  "t5"."until",
  "t5"."m0"
FROM (
  SELECT
    "t3"."account_id",
    "t3"."day",
    "t3"."known",
    "t3"."until",
    COALESCE(SUM("t3"."m0"), CAST(0 AS DECIMAL(38, 9))) AS "m0"
  FROM (
    SELECT
      "t1"."account_id",
      GREATEST(DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t1"."starts_on"), 19722) AS "day",
      IFF(
        IFF(
          (
            DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t1"."_on") + 1
          ) IS NULL,
          IFF(
            DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t1"."_known_on") > 19732,
            DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t1"."_known_on"),
            CAST(NULL AS BIGINT)
          ),
          GREATEST(
            DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t1"."_on") + 1,
            COALESCE(
              IFF(
                DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t1"."_known_on") > 19732,
                DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t1"."_known_on"),
                CAST(NULL AS BIGINT)
              ),
              DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t1"."_on") + 1
            )
          )
        ) > (
          DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t1"."starts_on") + 1
        ),
        IFF(
          (
            DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t1"."_on") + 1
          ) IS NULL,
          IFF(
            DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t1"."_known_on") > 19732,
            DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t1"."_known_on"),
            CAST(NULL AS BIGINT)
          ),
          GREATEST(
            DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t1"."_on") + 1,
            COALESCE(
              IFF(
                DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t1"."_known_on") > 19732,
                DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t1"."_known_on"),
                CAST(NULL AS BIGINT)
              ),
              DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t1"."_on") + 1
            )
          )
        ),
        CAST(NULL AS BIGINT)
      ) AS "known",
      IFF(TRUE, CAST("t1"."arr" AS DECIMAL(38, 9)), CAST(NULL AS DECIMAL(38, 9))) AS "m0",
      DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t1"."_until_on") AS "until"
    FROM "facts"."contracts" AS "t1"
    WHERE
      NOT "t1"."starts_on" IS NULL
      AND TRUE
      AND (
        (
          DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t1"."_until_on") IS NULL
        )
        OR (
          DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t1"."_until_on") > 19732
        )
      )
      AND DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t1"."starts_on") < 19730
  ) AS "t3"
  GROUP BY
    1,
    2,
    3,
    4
) AS "t5"
INNER JOIN "forewarn_run_0" AS "t2"
  ON "t5"."account_id" = "t2"."account_id";

CREATE TEMPORARY TABLE "forewarn_run_6" AS
SELECT
  "t15"."a",
  "t15"."i",
  SUM("t15"."v0") AS "v0"
FROM (
  SELECT
    "t14"."a",
    "t14"."i",
    SUM("t14"."v0") AS "v0"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t11"."a",
        "t11"."e" AS "i",
        "t11"."m0" AS "v0"
      FROM (
        SELECT
          "t10".*
          EXCLUDE ("u")
        FROM (
          SELECT
            "t9"."a",
            "t9"."day",
            "t9"."known",
            "t9"."until",
            "t9"."m0",
            "t9"."e",
            LEAST("t9"."l", "t9"."u") AS "l",
            "t9"."u"
          FROM (
            SELECT
              "t8"."a",
              "t8"."day",
              "t8"."known",
              "t8"."until",
              "t8"."m0",
              "t8"."e",
              "t8"."l",
              COALESCE("t2"."step_i", 2) AS "u"
            FROM (
              SELECT
                "t6"."a",
                "t6"."day",
                "t6"."known",
                "t6"."until",
                "t6"."m0",
                "t6"."e",
                2 AS "l",
                GREATEST(COALESCE("t6"."until", 19731), 19723) AS "step_key"
              FROM (
                SELECT
                  "t5"."a",
                  "t5"."day",
                  "t5"."known",
                  "t5"."until",
                  "t5"."m0",
                  COALESCE("t3"."step_i", 2) AS "e"
                FROM (
                  SELECT
                    "t1"."a",
                    "t1"."day",
                    "t1"."known",
                    "t1"."until",
                    "t1"."m0",
                    GREATEST(GREATEST("t1"."day" + 1 + 0, COALESCE("t1"."known", "t1"."day" + 1 + 0)), 19723) AS "step_key"
                  FROM "forewarn_run_5" AS "t1"
                ) AS "t5"
                LEFT OUTER JOIN "forewarn_run_1" AS "t3"
                  ON "t5"."step_key" = "t3"."step_day"
              ) AS "t6"
            ) AS "t8"
            LEFT OUTER JOIN "forewarn_run_1" AS "t2"
              ON "t8"."step_key" = "t2"."step_day"
          ) AS "t9"
        ) AS "t10"
      ) AS "t11"
      WHERE
        "t11"."e" < "t11"."l"
    ) AS "t12"
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        "t11"."a",
        "t11"."l" AS "i",
        -(
          "t11"."m0"
        ) AS "v0"
      FROM (
        SELECT
          "t10".*
          EXCLUDE ("u")
        FROM (
          SELECT
            "t9"."a",
            "t9"."day",
            "t9"."known",
            "t9"."until",
            "t9"."m0",
            "t9"."e",
            LEAST("t9"."l", "t9"."u") AS "l",
            "t9"."u"
          FROM (
            SELECT
              "t8"."a",
              "t8"."day",
              "t8"."known",
              "t8"."until",
              "t8"."m0",
              "t8"."e",
              "t8"."l",
              COALESCE("t2"."step_i", 2) AS "u"
            FROM (
              SELECT
                "t6"."a",
                "t6"."day",
                "t6"."known",
                "t6"."until",
                "t6"."m0",
                "t6"."e",
                2 AS "l",
                GREATEST(COALESCE("t6"."until", 19731), 19723) AS "step_key"
              FROM (
                SELECT
                  "t5"."a",
                  "t5"."day",
                  "t5"."known",
                  "t5"."until",
                  "t5"."m0",
                  COALESCE("t3"."step_i", 2) AS "e"
                FROM (
                  SELECT
                    "t1"."a",
                    "t1"."day",
                    "t1"."known",
                    "t1"."until",
                    "t1"."m0",
                    GREATEST(GREATEST("t1"."day" + 1 + 0, COALESCE("t1"."known", "t1"."day" + 1 + 0)), 19723) AS "step_key"
                  FROM "forewarn_run_5" AS "t1"
                ) AS "t5"
                LEFT OUTER JOIN "forewarn_run_1" AS "t3"
                  ON "t5"."step_key" = "t3"."step_day"
              ) AS "t6"
            ) AS "t8"
            LEFT OUTER JOIN "forewarn_run_1" AS "t2"
              ON "t8"."step_key" = "t2"."step_day"
          ) AS "t9"
        ) AS "t10"
      ) AS "t11"
      WHERE
        "t11"."e" < "t11"."l" AND "t11"."l" < 2
    ) AS "t13"
  ) AS "t14"
  GROUP BY
    1,
    2
) AS "t15"
GROUP BY
  1,
  2;

SELECT
  "t11"."v0",
  "t11"."v1",
  "t11"."v2"
FROM (
  SELECT
    "t10"."a",
    "t10"."i",
    SUM("t10"."l0_v0") OVER (
      PARTITION BY "t10"."a"
      ORDER BY "t10"."i" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS "v0",
    SUM("t10"."l0_v1") OVER (
      PARTITION BY "t10"."a"
      ORDER BY "t10"."i" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS "v1",
    SUM("t10"."l1_v0") OVER (
      PARTITION BY "t10"."a"
      ORDER BY "t10"."i" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS "v2"
  FROM (
    SELECT
      "t4"."a",
      "t5"."date_i" AS "i",
      "t5"."date_day" AS "day",
      "t8"."l0_v0",
      "t8"."l0_v1",
      "t9"."l1_v0"
    FROM "forewarn_run_0" AS "t4"
    CROSS JOIN "forewarn_run_2" AS "t5"
    LEFT OUTER JOIN (
      SELECT
        "t2"."a" AS "a0",
        "t2"."i" AS "i0",
        "t2"."v0" AS "l0_v0",
        "t2"."v1" AS "l0_v1"
      FROM "forewarn_run_4" AS "t2"
    ) AS "t8"
      ON "t4"."a" = "t8"."a0" AND "t5"."date_i" = "t8"."i0"
    LEFT OUTER JOIN (
      SELECT
        "t3"."a" AS "a1",
        "t3"."i" AS "i1",
        "t3"."v0" AS "l1_v0"
      FROM "forewarn_run_6" AS "t3"
    ) AS "t9"
      ON "t4"."a" = "t9"."a1" AND "t5"."date_i" = "t9"."i1"
  ) AS "t10"
) AS "t11"
ORDER BY
  "t11"."a" ASC,
  "t11"."i" ASC;

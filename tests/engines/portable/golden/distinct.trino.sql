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
SELECT DISTINCT
  *
FROM (
  SELECT
    "t2"."a",
    "t4"."day",
    "t4"."known",
    "t4"."k0"
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
      "t0"."user_id" AS "k0"
    FROM "facts"."events" AS "t0"
    WHERE
      NOT "t0"."_on" IS NULL
      AND TRUE
      AND DATE_DIFF(
        'DAY',
        DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
        DATE_TRUNC('DAY', "t0"."_on")
      ) < 19730
      AND DATE_DIFF(
        'DAY',
        DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
        DATE_TRUNC('DAY', "t0"."_on")
      ) >= 19693
      AND NOT "t0"."user_id" IS NULL
  ) AS "t4"
  INNER JOIN "forewarn_run_0" AS "t2"
    ON "t4"."account_id" = "t2"."account_id"
) AS "t5";

CREATE TABLE "forewarn_run_4" AS
SELECT
  "t10"."a",
  "t10"."i",
  SUM("t10"."v") AS "v"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t8"."a",
      IF("t2"."sign" > 0, "t8"."e", "t8"."l") AS "i",
      IF("t2"."sign" > 0, "t8"."v", -(
        "t8"."v"
      )) AS "v"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t5"."a",
          "t5"."l",
          GREATEST(
            "t5"."e",
            COALESCE(
              MAX("t5"."l") OVER (
                PARTITION BY "t5"."a", "t5"."k0"
                ORDER BY "t5"."e" ASC
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 preceding
              ),
              0
            )
          ) AS "e",
          1 AS "v"
        FROM (
          SELECT
            "t4"."a",
            "t4"."k0",
            "t4"."e",
            MAX("t4"."l") AS "l"
          FROM (
            SELECT
              *
            FROM (
              SELECT
                "t1"."a",
                "t1"."day",
                "t1"."known",
                "t1"."k0",
                CAST(FLOOR(
                  CAST((
                    (
                      LEAST(
                        GREATEST(GREATEST("t1"."day" + 1 + 0, COALESCE("t1"."known", "t1"."day" + 1 + 0)), 19723),
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
                      LEAST(GREATEST("t1"."day" + 8, 19723), 19737) - 19723
                    ) + 6
                  ) AS DOUBLE) / (
                    7
                  )
                ) AS BIGINT) AS "l"
              FROM "forewarn_run_3" AS "t1"
            ) AS "t3"
            WHERE
              "t3"."e" < "t3"."l"
          ) AS "t4"
          GROUP BY
            1,
            2,
            3
        ) AS "t5"
      ) AS "t6"
      WHERE
        "t6"."e" < "t6"."l"
    ) AS "t8"
    CROSS JOIN "forewarn_run_1" AS "t2"
  ) AS "t9"
  WHERE
    "t9"."i" < 2
) AS "t10"
GROUP BY
  1,
  2;

CREATE TABLE "forewarn_run_5" AS
SELECT
  "t10"."a",
  "t10"."i",
  SUM("t10"."v") AS "v"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t8"."a",
      IF("t2"."sign" > 0, "t8"."e", "t8"."l") AS "i",
      IF("t2"."sign" > 0, "t8"."v", -(
        "t8"."v"
      )) AS "v"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t5"."a",
          "t5"."l",
          GREATEST(
            "t5"."e",
            COALESCE(
              MAX("t5"."l") OVER (
                PARTITION BY "t5"."a", "t5"."k0"
                ORDER BY "t5"."e" ASC
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 preceding
              ),
              0
            )
          ) AS "e",
          1 AS "v"
        FROM (
          SELECT
            "t4"."a",
            "t4"."k0",
            "t4"."e",
            MAX("t4"."l") AS "l"
          FROM (
            SELECT
              *
            FROM (
              SELECT
                "t1"."a",
                "t1"."day",
                "t1"."known",
                "t1"."k0",
                CAST(FLOOR(
                  CAST((
                    (
                      LEAST(
                        GREATEST(GREATEST("t1"."day" + 1 + 0, COALESCE("t1"."known", "t1"."day" + 1 + 0)), 19723),
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
                      LEAST(GREATEST("t1"."day" + 31, 19723), 19737) - 19723
                    ) + 6
                  ) AS DOUBLE) / (
                    7
                  )
                ) AS BIGINT) AS "l"
              FROM "forewarn_run_3" AS "t1"
            ) AS "t3"
            WHERE
              "t3"."e" < "t3"."l"
          ) AS "t4"
          GROUP BY
            1,
            2,
            3
        ) AS "t5"
      ) AS "t6"
      WHERE
        "t6"."e" < "t6"."l"
    ) AS "t8"
    CROSS JOIN "forewarn_run_1" AS "t2"
  ) AS "t9"
  WHERE
    "t9"."i" < 2
) AS "t10"
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
    SUM("t10"."l1_v") OVER (
      PARTITION BY "t10"."a"
      ORDER BY "t10"."i" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS "v1"
  FROM (
    SELECT
      "t4"."a",
      "t5"."date_i" AS "i",
      "t5"."date_day" AS "day",
      "t8"."l0_v",
      "t9"."l1_v"
    FROM "forewarn_run_0" AS "t4"
    CROSS JOIN "forewarn_run_2" AS "t5"
    LEFT OUTER JOIN (
      SELECT
        "t2"."a" AS "a0",
        "t2"."i" AS "i0",
        "t2"."v" AS "l0_v"
      FROM "forewarn_run_4" AS "t2"
    ) AS "t8"
      ON "t4"."a" = "t8"."a0" AND "t5"."date_i" = "t8"."i0"
    LEFT OUTER JOIN (
      SELECT
        "t3"."a" AS "a1",
        "t3"."i" AS "i1",
        "t3"."v" AS "l1_v"
      FROM "forewarn_run_5" AS "t3"
    ) AS "t9"
      ON "t4"."a" = "t9"."a1" AND "t5"."date_i" = "t9"."i1"
  ) AS "t10"
) AS "t11"
ORDER BY
  "t11"."a" ASC,
  "t11"."i" ASC;

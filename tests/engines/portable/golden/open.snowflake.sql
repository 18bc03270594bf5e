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
  CAST("sign" AS BIGINT) AS "sign"
FROM (VALUES
  (1),
  (-1)) AS written("sign");

CREATE TEMPORARY TABLE "forewarn_run_2" AS
SELECT
  CAST("date_i" AS BIGINT) AS "date_i",
  CAST("date_day" AS BIGINT) AS "date_day"
FROM (VALUES
  (0, 19723),
  (1, 19730)) AS written("date_i", "date_day");

CREATE TEMPORARY TABLE "forewarn_run_3" AS
SELECT
  "t7".*
  EXCLUDE ("u")
FROM (
  SELECT
    "t6"."a",
    "t6"."day",
    "t6"."known",
    "t6"."closed",
    "t6"."v",
    "t6"."until",
    "t6"."e",
    LEAST("t6"."l", "t6"."u") AS "l",
    "t6"."u"
  FROM (
    SELECT
      "t5"."a",
      "t5"."day",
      "t5"."known",
      "t5"."closed",
      "t5"."v",
      "t5"."until",
      CAST(FLOOR(
        (
          (
            LEAST(
              GREATEST(GREATEST("t5"."day" + 1 + 0, COALESCE("t5"."known", "t5"."day" + 1 + 0)), 19723),
              19737
            ) - 19723
          ) + 6
        ) / (
          7
        )
      ) AS BIGINT) AS "e",
      CAST(FLOOR(
        (
          (
            LEAST(GREATEST(COALESCE("t5"."closed", 19731), 19723), 19737) - 19723
          ) + 6
        ) / (
          7
        )
      ) AS BIGINT) AS "l",
      CAST(FLOOR(
        (
          (
            LEAST(GREATEST(COALESCE("t5"."until", 19731), 19723), 19737) - 19723
          ) + 6
        ) / (
          7
        )
      ) AS BIGINT) AS "u"
    FROM (
      SELECT
        "t2"."a",
        "t4"."day",
        "t4"."known",
        "t4"."closed",
        "t4"."v",
        "t4"."until"
      FROM (
        SELECT
          "t0"."account_id",
          DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t0"."starts_on") AS "day",
          IFF(
            IFF(
              (
                DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t0"."_on") + 1
              ) IS NULL,
              IFF(
                DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t0"."_known_on") > 19732,
                DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t0"."_known_on"),
                CAST(NULL AS BIGINT)
              ),
              GREATEST(
                DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t0"."_on") + 1,
                COALESCE(
                  IFF(
                    DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t0"."_known_on") > 19732,
                    DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t0"."_known_on"),
                    CAST(NULL AS BIGINT)
                  ),
                  DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t0"."_on") + 1
                )
              )
            ) > (
              DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t0"."starts_on") + 1
            ),
            IFF(
              (
                DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t0"."_on") + 1
              ) IS NULL,
              IFF(
                DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t0"."_known_on") > 19732,
                DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t0"."_known_on"),
                CAST(NULL AS BIGINT)
              ),
              GREATEST(
                DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t0"."_on") + 1,
                COALESCE(
                  IFF(
                    DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t0"."_known_on") > 19732,
                    DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t0"."_known_on"),
                    CAST(NULL AS BIGINT)
                  ),
                  DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t0"."_on") + 1
                )
              )
            ),
            CAST(NULL AS BIGINT)
          ) AS "known",
          DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t0"."ends_on") + 1 AS "closed",
          IFF(
            ABS("t0"."seats") <= 1.7976931348623157e+308,
            CAST("t0"."seats" AS DECIMAL(38, 9)),
            CAST(NULL AS DECIMAL(38, 9))
          ) AS "v",
          DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t0"."_until_on") AS "until"
        FROM "facts"."contracts" AS "t0"
        WHERE
          NOT "t0"."starts_on" IS NULL
          AND TRUE
          AND (
            (
              DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t0"."_until_on") IS NULL
            )
            OR (
              DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t0"."_until_on") > 19732
            )
          )
          AND DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t0"."starts_on") < 19730
      ) AS "t4"
      INNER JOIN "forewarn_run_0" AS "t2"
        ON "t4"."account_id" = "t2"."account_id"
    ) AS "t5"
  ) AS "t6"
) AS "t7";

CREATE TEMPORARY TABLE "forewarn_run_4" AS
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
      IFF("t2"."sign" > 0, "t4"."e", "t4"."l") AS "i",
      IFF("t2"."sign" > 0, "t4"."v", -(
        "t4"."v"
      )) AS "v"
    FROM (
      SELECT
        *
      FROM "forewarn_run_3" AS "t0"
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

CREATE TEMPORARY TABLE "forewarn_run_5" AS
SELECT
  "t13"."a",
  "t13"."i",
  MIN("t13"."due") AS "due"
FROM (
  SELECT
    "t12"."a",
    "t12"."day",
    "t12"."known",
    "t12"."closed",
    "t12"."due",
    "t12"."until",
    "t12"."e",
    "t12"."l",
    "t3"."date_i" AS "i"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t9".*
        EXCLUDE ("u")
      FROM (
        SELECT
          "t8"."a",
          "t8"."day",
          "t8"."known",
          "t8"."closed",
          "t8"."due",
          "t8"."until",
          "t8"."e",
          LEAST("t8"."l", "t8"."u") AS "l",
          "t8"."u"
        FROM (
          SELECT
            "t7"."a",
            "t7"."day",
            "t7"."known",
            "t7"."closed",
            "t7"."due",
            "t7"."until",
            CAST(FLOOR(
              (
                (
                  LEAST(
                    GREATEST(GREATEST("t7"."day" + 1 + 0, COALESCE("t7"."known", "t7"."day" + 1 + 0)), 19723),
                    19737
                  ) - 19723
                ) + 6
              ) / (
                7
              )
            ) AS BIGINT) AS "e",
            CAST(FLOOR(
              (
                (
                  LEAST(GREATEST(COALESCE("t7"."closed", 19731), 19723), 19737) - 19723
                ) + 6
              ) / (
                7
              )
            ) AS BIGINT) AS "l",
            CAST(FLOOR(
              (
                (
                  LEAST(GREATEST(COALESCE("t7"."until", 19731), 19723), 19737) - 19723
                ) + 6
              ) / (
                7
              )
            ) AS BIGINT) AS "u"
          FROM (
            SELECT
              "t4"."a",
              "t6"."day",
              "t6"."known",
              "t6"."closed",
              "t6"."due",
              "t6"."until"
            FROM (
              SELECT
                "t1"."account_id",
                DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t1"."_on") AS "day",
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
                DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t1"."ends_on") + 1 AS "closed",
                DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t1"."ends_on") - COALESCE("t1"."notice_days", 0) AS "due",
                DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t1"."_until_on") AS "until"
              FROM "facts"."contracts" AS "t1"
              WHERE
                NOT "t1"."_on" IS NULL
                AND TRUE
                AND (
                  (
                    DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t1"."_until_on") IS NULL
                  )
                  OR (
                    DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t1"."_until_on") > 19732
                  )
                )
                AND DATEDIFF(DAY, DATE_FROM_PARTS(1970, 1, 1), "t1"."_on") < 19730
                AND NOT "t1"."ends_on" IS NULL
            ) AS "t6"
            INNER JOIN "forewarn_run_0" AS "t4"
              ON "t6"."account_id" = "t4"."account_id"
          ) AS "t7"
        ) AS "t8"
      ) AS "t9"
    ) AS "t10"
    WHERE
      "t10"."e" < "t10"."l"
  ) AS "t12"
  INNER JOIN "forewarn_run_2" AS "t3"
    ON "t3"."date_i" >= "t12"."e" AND "t3"."date_i" < "t12"."l"
) AS "t13"
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
    "t10"."l1_due" AS "v1"
  FROM (
    SELECT
      "t4"."a",
      "t5"."date_i" AS "i",
      "t5"."date_day" AS "day",
      "t8"."l0_v",
      "t9"."l1_due"
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
        "t3"."due" AS "l1_due"
      FROM "forewarn_run_5" AS "t3"
    ) AS "t9"
      ON "t4"."a" = "t9"."a1" AND "t5"."date_i" = "t9"."i1"
  ) AS "t10"
) AS "t11"
ORDER BY
  "t11"."a" ASC,
  "t11"."i" ASC;

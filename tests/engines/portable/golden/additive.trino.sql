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
      GREATEST(
        DATE_DIFF(
          'DAY',
          DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
          DATE_TRUNC('DAY', "t1"."_on")
        ),
        19662
      ) AS "day",
      IF(
        IF(
          DATE_DIFF(
            'DAY',
            DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
            DATE_TRUNC('DAY', "t1"."_known_on")
          ) > 19732,
          DATE_DIFF(
            'DAY',
            DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
            DATE_TRUNC('DAY', "t1"."_known_on")
          ),
          CAST(NULL AS BIGINT)
        ) > (
          DATE_DIFF(
            'DAY',
            DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
            DATE_TRUNC('DAY', "t1"."_on")
          ) + 1
        ),
        IF(
          DATE_DIFF(
            'DAY',
            DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
            DATE_TRUNC('DAY', "t1"."_known_on")
          ) > 19732,
          DATE_DIFF(
            'DAY',
            DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
            DATE_TRUNC('DAY', "t1"."_known_on")
          ),
          CAST(NULL AS BIGINT)
        ),
        CAST(NULL AS BIGINT)
      ) AS "known",
      IF(
        COALESCE("t1"."event" = 'log''in', FALSE)
        AND NOT (
          (
            "t1"."team" IS NULL
          )
          OR COALESCE(
            IF(
              ABS("t1"."count") <= CAST(1.7976931348623157e+308 AS DOUBLE),
              "t1"."count",
              CAST(NULL AS DOUBLE)
            ) > CAST(2.5 AS DOUBLE),
            FALSE
          )
        ),
        COALESCE(
          IF(
            ABS("t1"."count") <= CAST(1.7976931348623157e+308 AS DOUBLE),
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
      AND DATE_DIFF(
        'DAY',
        DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
        DATE_TRUNC('DAY', "t1"."_on")
      ) < 19730
      AND DATE_DIFF(
        'DAY',
        DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
        DATE_TRUNC('DAY', "t1"."_on")
      ) >= 19663
      AND COALESCE("t1"."event" = 'log''in', FALSE)
      AND NOT (
        (
          "t1"."team" IS NULL
        )
        OR COALESCE(
          IF(
            ABS("t1"."count") <= CAST(1.7976931348623157e+308 AS DOUBLE),
            "t1"."count",
            CAST(NULL AS DOUBLE)
          ) > CAST(2.5 AS DOUBLE),
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

CREATE TABLE "forewarn_run_4" AS
SELECT
  "t15"."a",
  "t15"."i",
  SUM("t15"."v0") AS "v0",
  SUM("t15"."v1") AS "v1"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t11"."a",
      "t11"."i",
      SUM("t11"."v0") AS "v0",
      SUM("t11"."v1") AS "v1"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t7"."a",
          IF("t2"."sign" > 0, "t7"."e", "t7"."l") AS "i",
          IF("t2"."sign" > 0, "t7"."v0", -(
            "t7"."v0"
          )) AS "v0",
          IF("t2"."sign" > 0, "t7"."v1", -(
            "t7"."v1"
          )) AS "v1"
        FROM (
          SELECT
            *
          FROM (
            SELECT
              "t1"."a",
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
              ) AS BIGINT) AS "l",
              "t1"."m0" AS "v0",
              CAST(0 AS DECIMAL(38, 9)) AS "v1"
            FROM "forewarn_run_3" AS "t1"
          ) AS "t3"
          WHERE
            "t3"."e" < "t3"."l"
        ) AS "t7"
        CROSS JOIN "forewarn_run_1" AS "t2"
      ) AS "t9"
      WHERE
        "t9"."i" < 2
    ) AS "t11"
    GROUP BY
      1,
      2
  ) AS "t13"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      "t12"."a",
      "t12"."i",
      SUM("t12"."v0") AS "v0",
      SUM("t12"."v1") AS "v1"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t8"."a",
          IF("t2"."sign" > 0, "t8"."e", "t8"."l") AS "i",
          IF("t2"."sign" > 0, "t8"."v0", -(
            "t8"."v0"
          )) AS "v0",
          IF("t2"."sign" > 0, "t8"."v1", -(
            "t8"."v1"
          )) AS "v1"
        FROM (
          SELECT
            *
          FROM (
            SELECT
              "t1"."a",
              CAST(FLOOR(
                CAST((
                  (
                    LEAST(
                      GREATEST(GREATEST("t1"."day" + 1 + 30, COALESCE("t1"."known", "t1"."day" + 1 + 30)), 19723),
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
                    LEAST(GREATEST("t1"."day" + 61, 19723), 19737) - 19723
                  ) + 6
                ) AS DOUBLE) / (
                  7
                )
              ) AS BIGINT) AS "l",
              CAST(0 AS DECIMAL(38, 9)) AS "v0",
              "t1"."m0" AS "v1"
            FROM "forewarn_run_3" AS "t1"
          ) AS "t4"
          WHERE
            "t4"."e" < "t4"."l"
        ) AS "t8"
        CROSS JOIN "forewarn_run_1" AS "t2"
      ) AS "t10"
      WHERE
        "t10"."i" < 2
    ) AS "t12"
    GROUP BY
      1,
      2
  ) AS "t14"
) AS "t15"
GROUP BY
  1,
  2;

CREATE TABLE "forewarn_run_5" AS
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
    COALESCE(SUM("t3"."m0"), CAST(0 AS DECIMAL(38, 2))) AS "m0"
  FROM (
    SELECT
      "t1"."account_id",
      GREATEST(
        DATE_DIFF(
          'DAY',
          DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
          DATE_TRUNC('DAY', "t1"."starts_on")
        ),
        19722
      ) AS "day",
      IF(
        IF(
          (
            DATE_DIFF(
              'DAY',
              DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
              DATE_TRUNC('DAY', "t1"."_on")
            ) + 1
          ) IS NULL,
          IF(
            DATE_DIFF(
              'DAY',
              DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
              DATE_TRUNC('DAY', "t1"."_known_on")
            ) > 19732,
            DATE_DIFF(
              'DAY',
              DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
              DATE_TRUNC('DAY', "t1"."_known_on")
            ),
            CAST(NULL AS BIGINT)
          ),
          GREATEST(
            DATE_DIFF(
              'DAY',
              DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
              DATE_TRUNC('DAY', "t1"."_on")
            ) + 1,
            COALESCE(
              IF(
                DATE_DIFF(
                  'DAY',
                  DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
                  DATE_TRUNC('DAY', "t1"."_known_on")
                ) > 19732,
                DATE_DIFF(
                  'DAY',
                  DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
                  DATE_TRUNC('DAY', "t1"."_known_on")
                ),
                CAST(NULL AS BIGINT)
              ),
              DATE_DIFF(
                'DAY',
                DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
                DATE_TRUNC('DAY', "t1"."_on")
              ) + 1
            )
          )
        ) > (
          DATE_DIFF(
            'DAY',
            DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
            DATE_TRUNC('DAY', "t1"."starts_on")
          ) + 1
        ),
        IF(
          (
            DATE_DIFF(
              'DAY',
              DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
              DATE_TRUNC('DAY', "t1"."_on")
            ) + 1
          ) IS NULL,
          IF(
            DATE_DIFF(
              'DAY',
              DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
              DATE_TRUNC('DAY', "t1"."_known_on")
            ) > 19732,
            DATE_DIFF(
              'DAY',
              DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
              DATE_TRUNC('DAY', "t1"."_known_on")
            ),
            CAST(NULL AS BIGINT)
          ),
          GREATEST(
            DATE_DIFF(
              'DAY',
              DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
              DATE_TRUNC('DAY', "t1"."_on")
            ) + 1,
            COALESCE(
              IF(
                DATE_DIFF(
                  'DAY',
                  DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
                  DATE_TRUNC('DAY', "t1"."_known_on")
                ) > 19732,
                DATE_DIFF(
                  'DAY',
                  DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
                  DATE_TRUNC('DAY', "t1"."_known_on")
                ),
                CAST(NULL AS BIGINT)
              ),
              DATE_DIFF(
                'DAY',
                DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
                DATE_TRUNC('DAY', "t1"."_on")
              ) + 1
            )
          )
        ),
        CAST(NULL AS BIGINT)
      ) AS "known",
      IF(TRUE, CAST("t1"."arr" AS DECIMAL(38, 2)), CAST(NULL AS DECIMAL(38, 2))) AS "m0",
      DATE_DIFF(
        'DAY',
        DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
        DATE_TRUNC('DAY', "t1"."_until_on")
      ) AS "until"
    FROM "facts"."contracts" AS "t1"
    WHERE
      NOT "t1"."starts_on" IS NULL
      AND TRUE
      AND (
        (
          DATE_DIFF(
            'DAY',
            DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
            DATE_TRUNC('DAY', "t1"."_until_on")
          ) IS NULL
        )
        OR (
          DATE_DIFF(
            'DAY',
            DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
            DATE_TRUNC('DAY', "t1"."_until_on")
          ) > 19732
        )
      )
      AND DATE_DIFF(
        'DAY',
        DATE_TRUNC('DAY', FROM_ISO8601_DATE(FORMAT('%04d-%02d-%02d', 1970, 1, 1))),
        DATE_TRUNC('DAY', "t1"."starts_on")
      ) < 19730
  ) AS "t3"
  GROUP BY
    1,
    2,
    3,
    4
) AS "t5"
INNER JOIN "forewarn_run_0" AS "t2"
  ON "t5"."account_id" = "t2"."account_id";

CREATE TABLE "forewarn_run_6" AS
SELECT
  "t10"."a",
  "t10"."i",
  SUM("t10"."v0") AS "v0"
FROM (
  SELECT
    "t9"."a",
    "t9"."i",
    SUM("t9"."v0") AS "v0"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t7"."a",
        IF("t2"."sign" > 0, "t7"."e", "t7"."l") AS "i",
        IF("t2"."sign" > 0, "t7"."v0", -(
          "t7"."v0"
        )) AS "v0"
      FROM (
        SELECT
          "t5"."a",
          "t5"."e",
          "t5"."l",
          "t5"."m0" AS "v0"
        FROM (
          SELECT
            "t4"."a",
            "t4"."day",
            "t4"."known",
            "t4"."until",
            "t4"."m0",
            "t4"."e",
            "t4"."l"
          FROM (
            SELECT
              "t3"."a",
              "t3"."day",
              "t3"."known",
              "t3"."until",
              "t3"."m0",
              "t3"."e",
              LEAST("t3"."l", "t3"."u") AS "l",
              "t3"."u"
            FROM (
              SELECT
                "t1"."a",
                "t1"."day",
                "t1"."known",
                "t1"."until",
                "t1"."m0",
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
                2 AS "l",
                CAST(FLOOR(
                  CAST((
                    (
                      LEAST(GREATEST(COALESCE("t1"."until", 19731), 19723), 19737) - 19723
                    ) + 6
                  ) AS DOUBLE) / (
                    7
                  )
                ) AS BIGINT) AS "u"
              FROM "forewarn_run_5" AS "t1"
            ) AS "t3"
          ) AS "t4"
        ) AS "t5"
        WHERE
          "t5"."e" < "t5"."l"
      ) AS "t7"
      CROSS JOIN "forewarn_run_1" AS "t2"
    ) AS "t8"
    WHERE
      "t8"."i" < 2
  ) AS "t9"
  GROUP BY
    1,
    2
) AS "t10"
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

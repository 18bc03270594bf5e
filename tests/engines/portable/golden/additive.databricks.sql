CREATE TABLE `forewarn_run_0` AS
SELECT
  `t1`.`account_id`,
  ROW_NUMBER() OVER (ORDER BY `t1`.`account_id` ASC NULLS LAST) - 1 AS `a`
FROM (
  SELECT DISTINCT
    `t0`.`account_id`
  FROM `facts`.`accounts` AS `t0`
  WHERE
    NOT `t0`.`account_id` IS NULL
) AS `t1`;

CREATE TABLE `forewarn_run_1` AS
SELECT
  CAST(`date_i` AS BIGINT) AS `date_i`,
  CAST(`date_day` AS BIGINT) AS `date_day`
FROM VALUES
  (0, 19723),
  (1, 19730) AS written(`date_i`, `date_day`);

CREATE TABLE `forewarn_run_2` AS
SELECT
  `t2`.`a`,
  `t5`.`day`,
  `t5`.`known`,
  `t5`.`m0`
FROM (
  SELECT
    `t3`.`account_id`,
    `t3`.`day`,
    `t3`.`known`,
    COALESCE(SUM(`t3`.`m0`), CAST(0 AS DECIMAL(38, 9))) AS `m0`
  FROM (
    SELECT
      `t1`.`account_id`,
      GREATEST(DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t1`.`_on`), 19662) AS `day`,
      IF(
        IF(
          DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t1`.`_known_on`) > 19732,
          DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t1`.`_known_on`),
          CAST(NULL AS BIGINT)
        ) > (
          DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t1`.`_on`) + 1
        ),
        IF(
          DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t1`.`_known_on`) > 19732,
          DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t1`.`_known_on`),
          CAST(NULL AS BIGINT)
        ),
        CAST(NULL AS BIGINT)
      ) AS `known`,
      IF(
        COALESCE(`t1`.`event` = 'log\'in', FALSE)
        AND NOT (
          (
            `t1`.`team` IS NULL
          )
          OR COALESCE(
            IF(ABS(`t1`.`count`) <= 1.7976931348623157e+308, `t1`.`count`, CAST(NULL AS DOUBLE)) > 2.5,
            FALSE
          )
        ),
        COALESCE(
          IF(
            ABS(`t1`.`count`) <= 1.7976931348623157e+308,
            CAST(`t1`.`count` AS DECIMAL(38, 9)),
            CAST(NULL AS DECIMAL(38, 9))
          ),
          CAST(1 AS DECIMAL(38, 9))
        ),
        CAST(NULL AS DECIMAL(38, 9))
      ) AS `m0`
    FROM `facts`.`events` AS `t1`
    WHERE
      NOT `t1`.`_on` IS NULL
      AND TRUE
      AND DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t1`.`_on`) < 19730
      AND DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t1`.`_on`) >= 19663
      AND COALESCE(`t1`.`event` = 'log\'in', FALSE)
      AND NOT (
        (
          `t1`.`team` IS NULL
        )
        OR COALESCE(
          IF(ABS(`t1`.`count`) <= 1.7976931348623157e+308, `t1`.`count`, CAST(NULL AS DOUBLE)) > 2.5,
          FALSE
        )
      )
  ) AS `t3`
  GROUP BY
    1,
    2,
    3
) AS `t5`
INNER JOIN `forewarn_run_0` AS `t2`
  ON `t5`.`account_id` = `t2`.`account_id`;

CREATE TABLE `forewarn_run_3` AS
WITH `t1` AS (
  SELECT
    `t0`.`a`,
    CAST(FLOOR(
      (
        (
          LEAST(
            GREATEST(GREATEST(`t0`.`day` + 1 + 0, COALESCE(`t0`.`known`, `t0`.`day` + 1 + 0)), 19723),
            19737
          ) - 19723
        ) + 6
      ) / (
        7
      )
    ) AS BIGINT) AS `e`,
    CAST(FLOOR(
      (
        (
          LEAST(GREATEST(`t0`.`day` + 31, 19723), 19737) - 19723
        ) + 6
      ) / (
        7
      )
    ) AS BIGINT) AS `l`,
    `t0`.`m0` AS `v0`,
    CAST(0 AS DECIMAL(38, 9)) AS `v1`
  FROM `forewarn_run_2` AS `t0`
), `t2` AS (
  SELECT
    `t0`.`a`,
    CAST(FLOOR(
      (
        (
          LEAST(
            GREATEST(GREATEST(`t0`.`day` + 1 + 30, COALESCE(`t0`.`known`, `t0`.`day` + 1 + 30)), 19723),
            19737
          ) - 19723
        ) + 6
      ) / (
        7
      )
    ) AS BIGINT) AS `e`,
    CAST(FLOOR(
      (
        (
          LEAST(GREATEST(`t0`.`day` + 61, 19723), 19737) - 19723
        ) + 6
      ) / (
        7
      )
    ) AS BIGINT) AS `l`,
    CAST(0 AS DECIMAL(38, 9)) AS `v0`,
    `t0`.`m0` AS `v1`
  FROM `forewarn_run_2` AS `t0`
)
SELECT
  `t13`.`a`,
  `t13`.`i`,
  SUM(`t13`.`v0`) AS `v0`,
  SUM(`t13`.`v1`) AS `v1`
FROM (
  SELECT
    *
  FROM (
    SELECT
      `t9`.`a`,
      `t9`.`i`,
      SUM(`t9`.`v0`) AS `v0`,
      SUM(`t9`.`v1`) AS `v1`
    FROM (
      SELECT
        *
      FROM (
        SELECT
          `t3`.`a`,
          `t3`.`e` AS `i`,
          `t3`.`v0`,
          `t3`.`v1`
        FROM `t1` AS `t3`
        WHERE
          `t3`.`e` < `t3`.`l`
      ) AS `t5`
      UNION ALL
      SELECT
        *
      FROM (
        SELECT
          `t3`.`a`,
          `t3`.`l` AS `i`,
          -(
            `t3`.`v0`
          ) AS `v0`,
          -(
            `t3`.`v1`
          ) AS `v1`
        FROM `t1` AS `t3`
        WHERE
          `t3`.`e` < `t3`.`l` AND `t3`.`l` < 2
      ) AS `t6`
    ) AS `t9`
    GROUP BY
      1,
      2
  ) AS `t11`
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      `t10`.`a`,
      `t10`.`i`,
      SUM(`t10`.`v0`) AS `v0`,
      SUM(`t10`.`v1`) AS `v1`
    FROM (
      SELECT
        *
      FROM (
        SELECT
          `t4`.`a`,
          `t4`.`e` AS `i`,
          `t4`.`v0`,
          `t4`.`v1`
        FROM `t2` AS `t4`
        WHERE
          `t4`.`e` < `t4`.`l`
      ) AS `t7`
      UNION ALL
      SELECT
        *
      FROM (
        SELECT
          `t4`.`a`,
          `t4`.`l` AS `i`,
          -(
            `t4`.`v0`
          ) AS `v0`,
          -(
            `t4`.`v1`
          ) AS `v1`
        FROM `t2` AS `t4`
        WHERE
          `t4`.`e` < `t4`.`l` AND `t4`.`l` < 2
      ) AS `t8`
    ) AS `t10`
    GROUP BY
      1,
      2
  ) AS `t12`
) AS `t13`
GROUP BY
  1,
  2;

CREATE TABLE `forewarn_run_4` AS
SELECT
  `t2`.`a`,
  `t5`.`day`,
  `t5`.`known`,
  `t5`.`until`,
  `t5`.`m0`
FROM (
  SELECT
    `t3`.`account_id`,
    `t3`.`day`,
    `t3`.`known`,
    `t3`.`until`,
    COALESCE(SUM(`t3`.`m0`), CAST(0 AS DECIMAL(38, 2))) AS `m0`
  FROM (
    SELECT
      `t1`.`account_id`,
      GREATEST(DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t1`.`starts_on`), 19722) AS `day`,
      IF(
        IF(
          (
            DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t1`.`_on`) + 1
          ) IS NULL,
          IF(
            DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t1`.`_known_on`) > 19732,
            DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t1`.`_known_on`),
            CAST(NULL AS BIGINT)
          ),
          GREATEST(
            DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t1`.`_on`) + 1,
            COALESCE(
              IF(
                DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t1`.`_known_on`) > 19732,
                DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t1`.`_known_on`),
                CAST(NULL AS BIGINT)
              ),
              DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t1`.`_on`) + 1
            )
          )
        ) > (
          DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t1`.`starts_on`) + 1
        ),
        IF(
          (
            DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t1`.`_on`) + 1
          ) IS NULL,
          IF(
            DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t1`.`_known_on`) > 19732,
            DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t1`.`_known_on`),
            CAST(NULL AS BIGINT)
          ),
          GREATEST(
            DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t1`.`_on`) + 1,
            COALESCE(
              IF(
                DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t1`.`_known_on`) > 19732,
                DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t1`.`_known_on`),
                CAST(NULL AS BIGINT)
              ),
              DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t1`.`_on`) + 1
            )
          )
        ),
        CAST(NULL AS BIGINT)
      ) AS `known`,
      IF(TRUE, CAST(`t1`.`arr` AS DECIMAL(38, 2)), CAST(NULL AS DECIMAL(38, 2))) AS `m0`,
      DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t1`.`_until_on`) AS `until`
    FROM `facts`.`contracts` AS `t1`
    WHERE
      NOT `t1`.`starts_on` IS NULL
      AND TRUE
      AND (
        (
          DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t1`.`_until_on`) IS NULL
        )
        OR (
          DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t1`.`_until_on`) > 19732
        )
      )
      AND DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t1`.`starts_on`) < 19730
  ) AS `t3`
  GROUP BY
    1,
    2,
    3,
    4
) AS `t5`
INNER JOIN `forewarn_run_0` AS `t2`
  ON `t5`.`account_id` = `t2`.`account_id`;

CREATE TABLE `forewarn_run_5` AS
SELECT
  `t7`.`a`,
  `t7`.`i`,
  SUM(`t7`.`v0`) AS `v0`
FROM (
  SELECT
    `t6`.`a`,
    `t6`.`i`,
    SUM(`t6`.`v0`) AS `v0`
  FROM (
    SELECT
      *
    FROM (
      SELECT
        `t3`.`a`,
        `t3`.`e` AS `i`,
        `t3`.`m0` AS `v0`
      FROM (
        SELECT
          `t2`.`a`,
          `t2`.`day`,
          `t2`.`known`,
          `t2`.`until`,
          `t2`.`m0`,
          `t2`.`e`,
          `t2`.`l`
        FROM (
          SELECT
            `t1`.`a`,
            `t1`.`day`,
            `t1`.`known`,
            `t1`.`until`,
            `t1`.`m0`,
            `t1`.`e`,
            LEAST(`t1`.`l`, `t1`.`u`) AS `l`,
            `t1`.`u`
          FROM (
            SELECT
              `t0`.`a`,
              `t0`.`day`,
              `t0`.`known`,
              `t0`.`until`,
              `t0`.`m0`,
              CAST(FLOOR(
                (
                  (
                    LEAST(
                      GREATEST(GREATEST(`t0`.`day` + 1 + 0, COALESCE(`t0`.`known`, `t0`.`day` + 1 + 0)), 19723),
                      19737
                    ) - 19723
                  ) + 6
                ) / (
                  7
                )
              ) AS BIGINT) AS `e`,
              2 AS `l`,
              CAST(FLOOR(
                (
                  (
                    LEAST(GREATEST(COALESCE(`t0`.`until`, 19731), 19723), 19737) - 19723
                  ) + 6
                ) / (
                  7
                )
              ) AS BIGINT) AS `u`
            FROM `forewarn_run_4` AS `t0`
          ) AS `t1`
        ) AS `t2`
      ) AS `t3`
      WHERE
        `t3`.`e` < `t3`.`l`
    ) AS `t4`
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        `t3`.`a`,
        `t3`.`l` AS `i`,
        -(
          `t3`.`m0`
        ) AS `v0`
      FROM (
        SELECT
          `t2`.`a`,
          `t2`.`day`,
          `t2`.`known`,
          `t2`.`until`,
          `t2`.`m0`,
          `t2`.`e`,
          `t2`.`l`
        FROM (
          SELECT
            `t1`.`a`,
            `t1`.`day`,
            `t1`.`known`,
            `t1`.`until`,
            `t1`.`m0`,
            `t1`.`e`,
            LEAST(`t1`.`l`, `t1`.`u`) AS `l`,
            `t1`.`u`
          FROM (
            SELECT
              `t0`.`a`,
              `t0`.`day`,
              `t0`.`known`,
              `t0`.`until`,
              `t0`.`m0`,
              CAST(FLOOR(
                (
                  (
                    LEAST(
                      GREATEST(GREATEST(`t0`.`day` + 1 + 0, COALESCE(`t0`.`known`, `t0`.`day` + 1 + 0)), 19723),
                      19737
                    ) - 19723
                  ) + 6
                ) / (
                  7
                )
              ) AS BIGINT) AS `e`,
              2 AS `l`,
              CAST(FLOOR(
                (
                  (
                    LEAST(GREATEST(COALESCE(`t0`.`until`, 19731), 19723), 19737) - 19723
                  ) + 6
                ) / (
                  7
                )
              ) AS BIGINT) AS `u`
            FROM `forewarn_run_4` AS `t0`
          ) AS `t1`
        ) AS `t2`
      ) AS `t3`
      WHERE
        `t3`.`e` < `t3`.`l` AND `t3`.`l` < 2
    ) AS `t5`
  ) AS `t6`
  GROUP BY
    1,
    2
) AS `t7`
GROUP BY
  1,
  2;

SELECT
  `t11`.`v0`,
  `t11`.`v1`,
  `t11`.`v2`
FROM (
  SELECT
    `t10`.`a`,
    `t10`.`i`,
    SUM(`t10`.`l0_v0`) OVER (
      PARTITION BY `t10`.`a`
      ORDER BY `t10`.`i` ASC NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS `v0`,
    SUM(`t10`.`l0_v1`) OVER (
      PARTITION BY `t10`.`a`
      ORDER BY `t10`.`i` ASC NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS `v1`,
    SUM(`t10`.`l1_v0`) OVER (
      PARTITION BY `t10`.`a`
      ORDER BY `t10`.`i` ASC NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS `v2`
  FROM (
    SELECT
      `t4`.`a`,
      `t5`.`date_i` AS `i`,
      `t5`.`date_day` AS `day`,
      `t8`.`l0_v0`,
      `t8`.`l0_v1`,
      `t9`.`l1_v0`
    FROM `forewarn_run_0` AS `t4`
    CROSS JOIN `forewarn_run_1` AS `t5`
    LEFT OUTER JOIN (
      SELECT
        `t2`.`a` AS `a0`,
        `t2`.`i` AS `i0`,
        `t2`.`v0` AS `l0_v0`,
        `t2`.`v1` AS `l0_v1`
      FROM `forewarn_run_3` AS `t2`
    ) AS `t8`
      ON `t4`.`a` = `t8`.`a0` AND `t5`.`date_i` = `t8`.`i0`
    LEFT OUTER JOIN (
      SELECT
        `t3`.`a` AS `a1`,
        `t3`.`i` AS `i1`,
        `t3`.`v0` AS `l1_v0`
      FROM `forewarn_run_5` AS `t3`
    ) AS `t9`
      ON `t4`.`a` = `t9`.`a1` AND `t5`.`date_i` = `t9`.`i1`
  ) AS `t10`
) AS `t11`
ORDER BY
  `t11`.`a` ASC NULLS LAST,
  `t11`.`i` ASC NULLS LAST;

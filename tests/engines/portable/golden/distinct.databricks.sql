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
SELECT DISTINCT
  *
FROM (
  SELECT
    `t2`.`a`,
    `t4`.`day`,
    `t4`.`known`,
    `t4`.`k0`
  FROM (
    SELECT
      `t0`.`account_id`,
      DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t0`.`_on`) AS `day`,
      IF(
        IF(
          DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t0`.`_known_on`) > 19732,
          DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t0`.`_known_on`),
          CAST(NULL AS BIGINT)
        ) > (
          DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t0`.`_on`) + 1
        ),
        IF(
          DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t0`.`_known_on`) > 19732,
          DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t0`.`_known_on`),
          CAST(NULL AS BIGINT)
        ),
        CAST(NULL AS BIGINT)
      ) AS `known`,
      `t0`.`user_id` AS `k0`
    FROM `facts`.`events` AS `t0`
    WHERE
      NOT `t0`.`_on` IS NULL
      AND TRUE
      AND DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t0`.`_on`) < 19730
      AND DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t0`.`_on`) >= 19693
      AND NOT `t0`.`user_id` IS NULL
  ) AS `t4`
  INNER JOIN `forewarn_run_0` AS `t2`
    ON `t4`.`account_id` = `t2`.`account_id`
) AS `t5`;

CREATE TABLE `forewarn_run_3` AS
WITH `t4` AS (
  SELECT
    `t3`.`a`,
    `t3`.`l`,
    GREATEST(
      `t3`.`e`,
      COALESCE(
        MAX(`t3`.`l`) OVER (
          PARTITION BY `t3`.`a`, `t3`.`k0`
          ORDER BY `t3`.`e` ASC NULLS LAST
          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ),
        0
      )
    ) AS `e`,
    1 AS `v`
  FROM (
    SELECT
      `t2`.`a`,
      `t2`.`k0`,
      `t2`.`e`,
      MAX(`t2`.`l`) AS `l`
    FROM (
      SELECT
        *
      FROM (
        SELECT
          `t0`.`a`,
          `t0`.`day`,
          `t0`.`known`,
          `t0`.`k0`,
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
                LEAST(GREATEST(`t0`.`day` + 8, 19723), 19737) - 19723
              ) + 6
            ) / (
              7
            )
          ) AS BIGINT) AS `l`
        FROM `forewarn_run_2` AS `t0`
      ) AS `t1`
      WHERE
        `t1`.`e` < `t1`.`l`
    ) AS `t2`
    GROUP BY
      1,
      2,
      3
  ) AS `t3`
)
SELECT
  `t8`.`a`,
  `t8`.`i`,
  SUM(`t8`.`v`) AS `v`
FROM (
  SELECT
    *
  FROM (
    SELECT
      `t5`.`a`,
      `t5`.`e` AS `i`,
      `t5`.`v`
    FROM `t4` AS `t5`
    WHERE
      `t5`.`e` < `t5`.`l`
  ) AS `t6`
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      `t5`.`a`,
      `t5`.`l` AS `i`,
      -(
        `t5`.`v`
      ) AS `v`
    FROM `t4` AS `t5`
    WHERE
      `t5`.`e` < `t5`.`l` AND `t5`.`l` < 2
  ) AS `t7`
) AS `t8`
GROUP BY
  1,
  2;

CREATE TABLE `forewarn_run_4` AS
WITH `t4` AS (
  SELECT
    `t3`.`a`,
    `t3`.`l`,
    GREATEST(
      `t3`.`e`,
      COALESCE(
        MAX(`t3`.`l`) OVER (
          PARTITION BY `t3`.`a`, `t3`.`k0`
          ORDER BY `t3`.`e` ASC NULLS LAST
          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ),
        0
      )
    ) AS `e`,
    1 AS `v`
  FROM (
    SELECT
      `t2`.`a`,
      `t2`.`k0`,
      `t2`.`e`,
      MAX(`t2`.`l`) AS `l`
    FROM (
      SELECT
        *
      FROM (
        SELECT
          `t0`.`a`,
          `t0`.`day`,
          `t0`.`known`,
          `t0`.`k0`,
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
          ) AS BIGINT) AS `l`
        FROM `forewarn_run_2` AS `t0`
      ) AS `t1`
      WHERE
        `t1`.`e` < `t1`.`l`
    ) AS `t2`
    GROUP BY
      1,
      2,
      3
  ) AS `t3`
)
SELECT
  `t8`.`a`,
  `t8`.`i`,
  SUM(`t8`.`v`) AS `v`
FROM (
  SELECT
    *
  FROM (
    SELECT
      `t5`.`a`,
      `t5`.`e` AS `i`,
      `t5`.`v`
    FROM `t4` AS `t5`
    WHERE
      `t5`.`e` < `t5`.`l`
  ) AS `t6`
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      `t5`.`a`,
      `t5`.`l` AS `i`,
      -(
        `t5`.`v`
      ) AS `v`
    FROM `t4` AS `t5`
    WHERE
      `t5`.`e` < `t5`.`l` AND `t5`.`l` < 2
  ) AS `t7`
) AS `t8`
GROUP BY
  1,
  2;

SELECT
  `t11`.`v0`,
  `t11`.`v1`
FROM (
  SELECT
    `t10`.`a`,
    `t10`.`i`,
    SUM(`t10`.`l0_v`) OVER (
      PARTITION BY `t10`.`a`
      ORDER BY `t10`.`i` ASC NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS `v0`,
    SUM(`t10`.`l1_v`) OVER (
      PARTITION BY `t10`.`a`
      ORDER BY `t10`.`i` ASC NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS `v1`
  FROM (
    SELECT
      `t4`.`a`,
      `t5`.`date_i` AS `i`,
      `t5`.`date_day` AS `day`,
      `t8`.`l0_v`,
      `t9`.`l1_v`
    FROM `forewarn_run_0` AS `t4`
    CROSS JOIN `forewarn_run_1` AS `t5`
    LEFT OUTER JOIN (
      SELECT
        `t2`.`a` AS `a0`,
        `t2`.`i` AS `i0`,
        `t2`.`v` AS `l0_v`
      FROM `forewarn_run_3` AS `t2`
    ) AS `t8`
      ON `t4`.`a` = `t8`.`a0` AND `t5`.`date_i` = `t8`.`i0`
    LEFT OUTER JOIN (
      SELECT
        `t3`.`a` AS `a1`,
        `t3`.`i` AS `i1`,
        `t3`.`v` AS `l1_v`
      FROM `forewarn_run_4` AS `t3`
    ) AS `t9`
      ON `t4`.`a` = `t9`.`a1` AND `t5`.`date_i` = `t9`.`i1`
  ) AS `t10`
) AS `t11`
ORDER BY
  `t11`.`a` ASC NULLS LAST,
  `t11`.`i` ASC NULLS LAST;

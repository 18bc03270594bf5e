CREATE TEMPORARY TABLE `forewarn_run_0` AS
SELECT
  `t1`.`account_id`,
  ROW_NUMBER() OVER (ORDER BY `t1`.`account_id` ASC) - 1 AS `a`
FROM (
  SELECT DISTINCT
    `t0`.`account_id`
  FROM `facts`.`accounts` AS `t0`
  WHERE
    NOT `t0`.`account_id` IS NULL
) AS `t1`;

CREATE TEMPORARY TABLE `forewarn_run_1` AS
SELECT
  CAST(`step_day` AS INT64) AS `step_day`,
  CAST(`step_i` AS INT64) AS `step_i`
FROM UNNEST(ARRAY<STRUCT<`step_day` INT64, `step_i` INT64>>[
  (19723, 0),
  (19724, 1),
  (19725, 1),
  (19726, 1),
  (19727, 1),
  (19728, 1),
  (19729, 1),
  (19730, 1)
]);

CREATE TEMPORARY TABLE `forewarn_run_2` AS
SELECT
  CAST(`date_i` AS INT64) AS `date_i`,
  CAST(`date_day` AS INT64) AS `date_day`
FROM UNNEST(ARRAY<STRUCT<`date_i` INT64, `date_day` INT64>>[(0, 19723), (1, 19730)]);

CREATE TEMPORARY TABLE `forewarn_run_3` AS
SELECT
  `t15`.`a`,
  `t15`.`e`,
  `t15`.`l`,
  `t15`.`link`,
  `t15`.`day` AS `since`,
  ROW_NUMBER() OVER (PARTITION BY `t15`.`a` ORDER BY `t15`.`e` ASC, `t15`.`l` ASC) - 1 AS `n`
FROM (
  SELECT
    *
  FROM (
    SELECT
      `t13`.`a`,
      `t13`.`day`,
      `t13`.`known`,
      `t13`.`closed`,
      `t13`.`link`,
      `t13`.`e`,
      COALESCE(`t3`.`step_i`, 2) AS `l`
    FROM (
      SELECT
        `t11`.`a`,
        `t11`.`day`,
        `t11`.`known`,
        `t11`.`closed`,
        `t11`.`link`,
        `t11`.`e`,
        GREATEST(COALESCE(`t11`.`closed`, 19731), 19723) AS `step_key`
      FROM (
        SELECT
          `t10`.`a`,
          `t10`.`day`,
          `t10`.`known`,
          `t10`.`closed`,
          `t10`.`link`,
          COALESCE(`t4`.`step_i`, 2) AS `e`
        FROM (
          SELECT
            `t8`.`a`,
            `t8`.`day`,
            `t8`.`known`,
            `t8`.`closed`,
            `t8`.`link`,
            GREATEST(GREATEST(`t8`.`day` + 1 + 0, COALESCE(`t8`.`known`, `t8`.`day` + 1 + 0)), 19723) AS `step_key`
          FROM (
            SELECT
              `t5`.`a`,
              `t7`.`day`,
              `t7`.`known`,
              `t7`.`closed`,
              `t7`.`link`
            FROM (
              SELECT
                `t1`.`account_id`,
                DATE_DIFF(`t1`.`_on`, DATE(1970, 1, 1), DAY) AS `day`,
                IF(
                  IF(
                    DATE_DIFF(`t1`.`_known_on`, DATE(1970, 1, 1), DAY) > 19732,
                    DATE_DIFF(`t1`.`_known_on`, DATE(1970, 1, 1), DAY),
                    CAST(NULL AS INT64)
                  ) > (
                    DATE_DIFF(`t1`.`_on`, DATE(1970, 1, 1), DAY) + 1
                  ),
                  IF(
                    DATE_DIFF(`t1`.`_known_on`, DATE(1970, 1, 1), DAY) > 19732,
                    DATE_DIFF(`t1`.`_known_on`, DATE(1970, 1, 1), DAY),
                    CAST(NULL AS INT64)
                  ),
                  CAST(NULL AS INT64)
                ) AS `known`,
                DATE_DIFF(`t1`.`until`, DATE(1970, 1, 1), DAY) + 1 AS `closed`,
                `t1`.`contact_id` AS `link`
              FROM `facts`.`contacts` AS `t1`
              WHERE
                NOT `t1`.`_on` IS NULL
                AND TRUE
                AND DATE_DIFF(`t1`.`_on`, DATE(1970, 1, 1), DAY) < 19730
            ) AS `t7`
            INNER JOIN `forewarn_run_0` AS `t5`
              ON `t7`.`account_id` = `t5`.`account_id`
          ) AS `t8`
        ) AS `t10`
        LEFT OUTER JOIN `forewarn_run_1` AS `t4`
          ON `t10`.`step_key` = `t4`.`step_day`
      ) AS `t11`
    ) AS `t13`
    LEFT OUTER JOIN `forewarn_run_1` AS `t3`
      ON `t13`.`step_key` = `t3`.`step_day`
  ) AS `t14`
  WHERE
    `t14`.`e` < `t14`.`l`
) AS `t15`;

CREATE TEMPORARY TABLE `forewarn_run_4` AS
SELECT
  `t11`.`a`,
  `t11`.`link`,
  `t11`.`e` AS `i`,
  MAX(`t11`.`day`) AS `day`
FROM (
  SELECT
    `t10`.`a`,
    `t10`.`day`,
    `t10`.`known`,
    `t10`.`link`,
    `t10`.`e`,
    2 AS `l`
  FROM (
    SELECT
      `t9`.`a`,
      `t9`.`day`,
      `t9`.`known`,
      `t9`.`link`,
      COALESCE(`t3`.`step_i`, 2) AS `e`
    FROM (
      SELECT
        `t7`.`a`,
        `t7`.`day`,
        `t7`.`known`,
        `t7`.`link`,
        GREATEST(GREATEST(`t7`.`day` + 1 + 0, COALESCE(`t7`.`known`, `t7`.`day` + 1 + 0)), 19723) AS `step_key`
      FROM (
        SELECT
          `t4`.`a`,
          `t6`.`day`,
          `t6`.`known`,
          `t6`.`link`
        FROM (
          SELECT
            `t1`.`account_id`,
            DATE_DIFF(`t1`.`_on`, DATE(1970, 1, 1), DAY) AS `day`,
            IF(
              IF(
                DATE_DIFF(`t1`.`_known_on`, DATE(1970, 1, 1), DAY) > 19732,
                DATE_DIFF(`t1`.`_known_on`, DATE(1970, 1, 1), DAY),
                CAST(NULL AS INT64)
              ) > (
                DATE_DIFF(`t1`.`_on`, DATE(1970, 1, 1), DAY) + 1
              ),
              IF(
                DATE_DIFF(`t1`.`_known_on`, DATE(1970, 1, 1), DAY) > 19732,
                DATE_DIFF(`t1`.`_known_on`, DATE(1970, 1, 1), DAY),
                CAST(NULL AS INT64)
              ),
              CAST(NULL AS INT64)
            ) AS `known`,
            `t1`.`contact_id` AS `link`
          FROM `facts`.`interactions` AS `t1`
          WHERE
            NOT `t1`.`_on` IS NULL
            AND TRUE
            AND DATE_DIFF(`t1`.`_on`, DATE(1970, 1, 1), DAY) < 19730
            AND NOT `t1`.`contact_id` IS NULL
        ) AS `t6`
        INNER JOIN `forewarn_run_0` AS `t4`
          ON `t6`.`account_id` = `t4`.`account_id`
      ) AS `t7`
    ) AS `t9`
    LEFT OUTER JOIN `forewarn_run_1` AS `t3`
      ON `t9`.`step_key` = `t3`.`step_day`
  ) AS `t10`
  WHERE
    `t10`.`e` < 2
) AS `t11`
GROUP BY
  1,
  2,
  3;

CREATE TEMPORARY TABLE `forewarn_run_5` AS
SELECT
  `t2`.`a`,
  `t2`.`e`,
  LEAST(`t2`.`l`, COALESCE(`t4`.`met`, `t2`.`l`)) AS `l`,
  1 AS `v`
FROM `forewarn_run_3` AS `t2`
LEFT OUTER JOIN (
  SELECT
    `t1`.`a`,
    `t1`.`link`,
    MIN(`t1`.`i`) AS `met`
  FROM `forewarn_run_4` AS `t1`
  GROUP BY
    1,
    2
) AS `t4`
  ON `t2`.`a` = `t4`.`a` AND `t2`.`link` = `t4`.`link`;

CREATE TEMPORARY TABLE `forewarn_run_6` AS
SELECT
  `t3`.`a`,
  `t3`.`i`,
  SUM(`t3`.`v`) AS `v`
FROM (
  SELECT
    *
  FROM (
    SELECT
      `t0`.`a`,
      `t0`.`e` AS `i`,
      `t0`.`v`
    FROM `forewarn_run_5` AS `t0`
    WHERE
      `t0`.`e` < `t0`.`l`
  ) AS `t1`
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      `t0`.`a`,
      `t0`.`l` AS `i`,
      -(
        `t0`.`v`
      ) AS `v`
    FROM `forewarn_run_5` AS `t0`
    WHERE
      `t0`.`e` < `t0`.`l` AND `t0`.`l` < 2
  ) AS `t2`
) AS `t3`
GROUP BY
  1,
  2;

CREATE TEMPORARY TABLE `forewarn_run_7` AS
SELECT
  `t15`.`a`,
  `t15`.`e`,
  `t15`.`l`,
  `t15`.`link`,
  `t15`.`day` AS `since`,
  ROW_NUMBER() OVER (PARTITION BY `t15`.`a` ORDER BY `t15`.`e` ASC, `t15`.`l` ASC) - 1 AS `n`
FROM (
  SELECT
    *
  FROM (
    SELECT
      `t13`.`a`,
      `t13`.`day`,
      `t13`.`known`,
      `t13`.`closed`,
      `t13`.`link`,
      `t13`.`e`,
      COALESCE(`t3`.`step_i`, 2) AS `l`
    FROM (
      SELECT
        `t11`.`a`,
        `t11`.`day`,
        `t11`.`known`,
        `t11`.`closed`,
        `t11`.`link`,
        `t11`.`e`,
        GREATEST(COALESCE(`t11`.`closed`, 19731), 19723) AS `step_key`
      FROM (
        SELECT
          `t10`.`a`,
          `t10`.`day`,
          `t10`.`known`,
          `t10`.`closed`,
          `t10`.`link`,
          COALESCE(`t4`.`step_i`, 2) AS `e`
        FROM (
          SELECT
            `t8`.`a`,
            `t8`.`day`,
            `t8`.`known`,
            `t8`.`closed`,
            `t8`.`link`,
            GREATEST(GREATEST(`t8`.`day` + 1 + 0, COALESCE(`t8`.`known`, `t8`.`day` + 1 + 0)), 19723) AS `step_key`
          FROM (
            SELECT
              `t5`.`a`,
              `t7`.`day`,
              `t7`.`known`,
              `t7`.`closed`,
              `t7`.`link`
            FROM (
              SELECT
                `t1`.`account_id`,
                DATE_DIFF(`t1`.`_on`, DATE(1970, 1, 1), DAY) AS `day`,
                IF(
                  IF(
                    DATE_DIFF(`t1`.`_known_on`, DATE(1970, 1, 1), DAY) > 19732,
                    DATE_DIFF(`t1`.`_known_on`, DATE(1970, 1, 1), DAY),
                    CAST(NULL AS INT64)
                  ) > (
                    DATE_DIFF(`t1`.`_on`, DATE(1970, 1, 1), DAY) + 1
                  ),
                  IF(
                    DATE_DIFF(`t1`.`_known_on`, DATE(1970, 1, 1), DAY) > 19732,
                    DATE_DIFF(`t1`.`_known_on`, DATE(1970, 1, 1), DAY),
                    CAST(NULL AS INT64)
                  ),
                  CAST(NULL AS INT64)
                ) AS `known`,
                DATE_DIFF(`t1`.`until`, DATE(1970, 1, 1), DAY) + 1 AS `closed`,
                `t1`.`contact_id` AS `link`
              FROM `facts`.`contacts` AS `t1`
              WHERE
                NOT `t1`.`_on` IS NULL
                AND TRUE
                AND DATE_DIFF(`t1`.`_on`, DATE(1970, 1, 1), DAY) < 19730
            ) AS `t7`
            INNER JOIN `forewarn_run_0` AS `t5`
              ON `t7`.`account_id` = `t5`.`account_id`
          ) AS `t8`
        ) AS `t10`
        LEFT OUTER JOIN `forewarn_run_1` AS `t4`
          ON `t10`.`step_key` = `t4`.`step_day`
      ) AS `t11`
    ) AS `t13`
    LEFT OUTER JOIN `forewarn_run_1` AS `t3`
      ON `t13`.`step_key` = `t3`.`step_day`
  ) AS `t14`
  WHERE
    `t14`.`e` < `t14`.`l`
) AS `t15`;

CREATE TEMPORARY TABLE `forewarn_run_8` AS
SELECT
  `t11`.`a`,
  `t11`.`link`,
  `t11`.`e` AS `i`,
  MAX(`t11`.`day`) AS `day`
FROM (
  SELECT
    `t10`.`a`,
    `t10`.`day`,
    `t10`.`known`,
    `t10`.`link`,
    `t10`.`e`,
    2 AS `l`
  FROM (
    SELECT
      `t9`.`a`,
      `t9`.`day`,
      `t9`.`known`,
      `t9`.`link`,
      COALESCE(`t3`.`step_i`, 2) AS `e`
    FROM (
      SELECT
        `t7`.`a`,
        `t7`.`day`,
        `t7`.`known`,
        `t7`.`link`,
        GREATEST(GREATEST(`t7`.`day` + 1 + 0, COALESCE(`t7`.`known`, `t7`.`day` + 1 + 0)), 19723) AS `step_key`
      FROM (
        SELECT
          `t4`.`a`,
          `t6`.`day`,
          `t6`.`known`,
          `t6`.`link`
        FROM (
          SELECT
            `t1`.`account_id`,
            DATE_DIFF(`t1`.`_on`, DATE(1970, 1, 1), DAY) AS `day`,
            IF(
              IF(
                DATE_DIFF(`t1`.`_known_on`, DATE(1970, 1, 1), DAY) > 19732,
                DATE_DIFF(`t1`.`_known_on`, DATE(1970, 1, 1), DAY),
                CAST(NULL AS INT64)
              ) > (
                DATE_DIFF(`t1`.`_on`, DATE(1970, 1, 1), DAY) + 1
              ),
              IF(
                DATE_DIFF(`t1`.`_known_on`, DATE(1970, 1, 1), DAY) > 19732,
                DATE_DIFF(`t1`.`_known_on`, DATE(1970, 1, 1), DAY),
                CAST(NULL AS INT64)
              ),
              CAST(NULL AS INT64)
            ) AS `known`,
            `t1`.`contact_id` AS `link`
          FROM `facts`.`interactions` AS `t1`
          WHERE
            NOT `t1`.`_on` IS NULL
            AND TRUE
            AND DATE_DIFF(`t1`.`_on`, DATE(1970, 1, 1), DAY) < 19730
            AND NOT `t1`.`contact_id` IS NULL
        ) AS `t6`
        INNER JOIN `forewarn_run_0` AS `t4`
          ON `t6`.`account_id` = `t4`.`account_id`
      ) AS `t7`
    ) AS `t9`
    LEFT OUTER JOIN `forewarn_run_1` AS `t3`
      ON `t9`.`step_key` = `t3`.`step_day`
  ) AS `t10`
  WHERE
    `t10`.`e` < 2
) AS `t11`
GROUP BY
  1,
  2,
  3;

CREATE TEMPORARY TABLE `forewarn_run_9` AS
SELECT
  `t7`.`a`,
  `t7`.`i` AS `e`,
  COALESCE(
    LEAD(`t7`.`i`) OVER (PARTITION BY `t7`.`a`, `t7`.`n` ORDER BY `t7`.`i` ASC),
    `t7`.`l`
  ) AS `l`,
  COALESCE(
    MAX(`t7`.`met`) OVER (
      PARTITION BY `t7`.`a`, `t7`.`n`
      ORDER BY `t7`.`i` ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ),
    `t7`.`day`
  ) AS `day`
FROM (
  SELECT
    `t6`.`n`,
    `t6`.`a`,
    `t6`.`i`,
    `t6`.`l`,
    `t6`.`day`,
    MAX(`t6`.`met`) AS `met`
  FROM (
    SELECT
      *
    FROM (
      SELECT
        `t0`.`n`,
        `t0`.`a`,
        `t0`.`e` AS `i`,
        `t0`.`l`,
        `t0`.`since` AS `day`,
        CAST(NULL AS INT64) AS `met`
      FROM `forewarn_run_7` AS `t0`
    ) AS `t4`
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        `t2`.`n`,
        `t2`.`a`,
        GREATEST(`t2`.`e`, `t3`.`i`) AS `i`,
        `t2`.`l`,
        `t2`.`since` AS `day`,
        `t3`.`day` AS `met`
      FROM `forewarn_run_7` AS `t2`
      INNER JOIN `forewarn_run_8` AS `t3`
        ON `t2`.`a` = `t3`.`a` AND `t2`.`link` = `t3`.`link` AND `t3`.`i` < `t2`.`l`
    ) AS `t5`
  ) AS `t6`
  GROUP BY
    1,
    2,
    3,
    4,
    5
) AS `t7`;

CREATE TEMPORARY TABLE `forewarn_run_10` AS
SELECT
  `t5`.`a`,
  `t5`.`i`,
  MIN(`t5`.`day`) AS `met`
FROM (
  SELECT
    `t4`.`a`,
    `t4`.`e`,
    `t4`.`l`,
    `t4`.`day`,
    `t2`.`date_i` AS `i`
  FROM (
    SELECT
      *
    FROM `forewarn_run_9` AS `t0`
    WHERE
      `t0`.`e` < `t0`.`l`
  ) AS `t4`
  INNER JOIN `forewarn_run_2` AS `t2`
    ON `t2`.`date_i` >= `t4`.`e` AND `t2`.`date_i` < `t4`.`l`
) AS `t5`
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
      ORDER BY `t10`.`i` ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS `v0`,
    (
      `t10`.`day` - 0
    ) - `t10`.`l1_met` AS `v1`
  FROM (
    SELECT
      `t4`.`a`,
      `t5`.`date_i` AS `i`,
      `t5`.`date_day` AS `day`,
      `t8`.`l0_v`,
      `t9`.`l1_met`
    FROM `forewarn_run_0` AS `t4`
    CROSS JOIN `forewarn_run_2` AS `t5`
    LEFT OUTER JOIN (
      SELECT
        `t2`.`a` AS `a0`,
        `t2`.`i` AS `i0`,
        `t2`.`v` AS `l0_v`
      FROM `forewarn_run_6` AS `t2`
    ) AS `t8`
      ON `t4`.`a` = `t8`.`a0` AND `t5`.`date_i` = `t8`.`i0`
    LEFT OUTER JOIN (
      SELECT
        `t3`.`a` AS `a1`,
        `t3`.`i` AS `i1`,
        `t3`.`met` AS `l1_met`
      FROM `forewarn_run_10` AS `t3`
    ) AS `t9`
      ON `t4`.`a` = `t9`.`a1` AND `t5`.`date_i` = `t9`.`i1`
  ) AS `t10`
) AS `t11`
ORDER BY
  `t11`.`a` ASC NULLS LAST,
  `t11`.`i` ASC NULLS LAST;

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
  CAST(`sign` AS INT64) AS `sign`
FROM UNNEST(ARRAY<STRUCT<`sign` INT64>>[(
    1
  ), (
    -1
)]);

CREATE TEMPORARY TABLE `forewarn_run_2` AS
SELECT
  CAST(`date_i` AS INT64) AS `date_i`,
  CAST(`date_day` AS INT64) AS `date_day`
FROM UNNEST(ARRAY<STRUCT<`date_i` INT64, `date_day` INT64>>[(0, 19723), (1, 19730)]);

CREATE TEMPORARY TABLE `forewarn_run_3` AS
SELECT
  `t7`.`a`,
  `t7`.`e` AS `i`,
  MAX(`t7`.`day`) AS `day`
FROM (
  SELECT
    *
  FROM (
    SELECT
      `t5`.`a`,
      `t5`.`day`,
      `t5`.`known`,
      CAST(FLOOR(
        ieee_divide(
          (
            LEAST(
              GREATEST(GREATEST(`t5`.`day` + 1 + 7, COALESCE(`t5`.`known`, `t5`.`day` + 1 + 7)), 19723),
              19737
            ) - 19723
          ) + 6,
          7
        )
      ) AS INT64) AS `e`,
      2 AS `l`
    FROM (
      SELECT
        `t2`.`a`,
        `t4`.`day`,
        `t4`.`known`
      FROM (
        SELECT DISTINCT
          `t0`.`account_id`,
          DATE_DIFF(`t0`.`_on`, DATE(1970, 1, 1), DAY) AS `day`,
          IF(
            IF(
              DATE_DIFF(`t0`.`_known_on`, DATE(1970, 1, 1), DAY) > 19732,
              DATE_DIFF(`t0`.`_known_on`, DATE(1970, 1, 1), DAY),
              CAST(NULL AS INT64)
            ) > (
              DATE_DIFF(`t0`.`_on`, DATE(1970, 1, 1), DAY) + 1
            ),
            IF(
              DATE_DIFF(`t0`.`_known_on`, DATE(1970, 1, 1), DAY) > 19732,
              DATE_DIFF(`t0`.`_known_on`, DATE(1970, 1, 1), DAY),
              CAST(NULL AS INT64)
            ),
            CAST(NULL AS INT64)
          ) AS `known`
        FROM `facts`.`events` AS `t0`
        WHERE
          NOT `t0`.`_on` IS NULL
          AND TRUE
          AND DATE_DIFF(`t0`.`_on`, DATE(1970, 1, 1), DAY) < 19730
      ) AS `t4`
      INNER JOIN `forewarn_run_0` AS `t2`
        ON `t4`.`account_id` = `t2`.`account_id`
    ) AS `t5`
  ) AS `t6`
  WHERE
    `t6`.`l` = 2 AND `t6`.`e` < 2
) AS `t7`
GROUP BY
  1,
  2;

CREATE TEMPORARY TABLE `forewarn_run_4` AS
SELECT
  `t10`.`a`,
  `t10`.`i`,
  `t10`.`instant`,
  `t10`.`day`,
  `t10`.`value`,
  `t10`.`stays`,
  ROW_NUMBER() OVER (
    PARTITION BY `t10`.`a`
    ORDER BY `t10`.`instant` ASC, `t10`.`value` DESC, `t10`.`i` DESC, `t10`.`stays` ASC
  ) - 1 AS `rank`
FROM (
  SELECT
    `t9`.*
    EXCEPT (`place`)
  FROM (
    SELECT
      *
    FROM (
      SELECT
        `t7`.`a`,
        `t7`.`i`,
        `t7`.`instant`,
        `t7`.`day`,
        `t7`.`value`,
        `t7`.`stays`,
        ROW_NUMBER() OVER (
          PARTITION BY `t7`.`a`, `t7`.`i`, `t7`.`stays`
          ORDER BY `t7`.`instant` DESC, `t7`.`value` ASC
        ) - 1 AS `place`
      FROM (
        SELECT
          `t6`.`a`,
          `t6`.`e` AS `i`,
          `t6`.`instant`,
          `t6`.`day`,
          `t6`.`value`,
          TRUE AS `stays`
        FROM (
          SELECT
            `t5`.`a`,
            `t5`.`day`,
            `t5`.`known`,
            `t5`.`instant`,
            `t5`.`value`,
            CAST(FLOOR(
              ieee_divide(
                (
                  LEAST(
                    GREATEST(GREATEST(`t5`.`day` + 1 + 0, COALESCE(`t5`.`known`, `t5`.`day` + 1 + 0)), 19723),
                    19737
                  ) - 19723
                ) + 6,
                7
              )
            ) AS INT64) AS `e`,
            2 AS `l`
          FROM (
            SELECT
              `t2`.`a`,
              `t4`.`day`,
              `t4`.`known`,
              `t4`.`instant`,
              `t4`.`value`
            FROM (
              SELECT
                `t0`.`account_id`,
                DATE_DIFF(`t0`.`_on`, DATE(1970, 1, 1), DAY) AS `day`,
                IF(
                  IF(
                    DATE_DIFF(`t0`.`_known_on`, DATE(1970, 1, 1), DAY) > 19732,
                    DATE_DIFF(`t0`.`_known_on`, DATE(1970, 1, 1), DAY),
                    CAST(NULL AS INT64)
                  ) > (
                    DATE_DIFF(`t0`.`_on`, DATE(1970, 1, 1), DAY) + 1
                  ),
                  IF(
                    DATE_DIFF(`t0`.`_known_on`, DATE(1970, 1, 1), DAY) > 19732,
                    DATE_DIFF(`t0`.`_known_on`, DATE(1970, 1, 1), DAY),
                    CAST(NULL AS INT64)
                  ),
                  CAST(NULL AS INT64)
                ) AS `known`,
                `t0`.`_at` AS `instant`,
                `t0`.`team` AS `value`
              FROM `facts`.`events` AS `t0`
              WHERE
                NOT `t0`.`_on` IS NULL
                AND TRUE
                AND DATE_DIFF(`t0`.`_on`, DATE(1970, 1, 1), DAY) < 19730
                AND NOT `t0`.`team` IS NULL
            ) AS `t4`
            INNER JOIN `forewarn_run_0` AS `t2`
              ON `t4`.`account_id` = `t2`.`account_id`
          ) AS `t5`
        ) AS `t6`
        WHERE
          `t6`.`l` = 2 AND `t6`.`e` < 2
      ) AS `t7`
    ) AS `t8`
    WHERE
      `t8`.`place` = 0
  ) AS `t9`
) AS `t10`;

CREATE TEMPORARY TABLE `forewarn_run_5` AS
SELECT
  `t0`.`a`,
  `t0`.`i`,
  MAX(IF(`t0`.`stays`, `t0`.`rank`, CAST(NULL AS INT64))) AS `day`,
  MAX(IF(NOT (
    `t0`.`stays`
  ), `t0`.`rank`, CAST(NULL AS INT64))) AS `passing`
FROM `forewarn_run_4` AS `t0`
GROUP BY
  1,
  2;

CREATE TEMPORARY TABLE `forewarn_run_6` AS
SELECT
  `t7`.*
  EXCEPT (`u`)
FROM (
  SELECT
    `t6`.`a`,
    `t6`.`day`,
    `t6`.`known`,
    `t6`.`until`,
    `t6`.`e`,
    LEAST(`t6`.`l`, `t6`.`u`) AS `l`,
    `t6`.`u`
  FROM (
    SELECT
      `t5`.`a`,
      `t5`.`day`,
      `t5`.`known`,
      `t5`.`until`,
      CAST(FLOOR(
        ieee_divide(
          (
            LEAST(
              GREATEST(GREATEST(`t5`.`day` + 1 + 0, COALESCE(`t5`.`known`, `t5`.`day` + 1 + 0)), 19723),
              19737
            ) - 19723
          ) + 6,
          7
        )
      ) AS INT64) AS `e`,
      2 AS `l`,
      CAST(FLOOR(
        ieee_divide((
          LEAST(GREATEST(COALESCE(`t5`.`until`, 19731), 19723), 19737) - 19723
        ) + 6, 7)
      ) AS INT64) AS `u`
    FROM (
      SELECT
        `t2`.`a`,
        `t4`.`day`,
        `t4`.`known`,
        `t4`.`until`
      FROM (
        SELECT DISTINCT
          `t0`.`account_id`,
          DATE_DIFF(`t0`.`_on`, DATE(1970, 1, 1), DAY) AS `day`,
          IF(
            IF(
              DATE_DIFF(`t0`.`_known_on`, DATE(1970, 1, 1), DAY) > 19732,
              DATE_DIFF(`t0`.`_known_on`, DATE(1970, 1, 1), DAY),
              CAST(NULL AS INT64)
            ) > (
              DATE_DIFF(`t0`.`_on`, DATE(1970, 1, 1), DAY) + 1
            ),
            IF(
              DATE_DIFF(`t0`.`_known_on`, DATE(1970, 1, 1), DAY) > 19732,
              DATE_DIFF(`t0`.`_known_on`, DATE(1970, 1, 1), DAY),
              CAST(NULL AS INT64)
            ),
            CAST(NULL AS INT64)
          ) AS `known`,
          DATE_DIFF(`t0`.`_until_on`, DATE(1970, 1, 1), DAY) AS `until`
        FROM `facts`.`contracts` AS `t0`
        WHERE
          NOT `t0`.`_on` IS NULL
          AND TRUE
          AND (
            (
              DATE_DIFF(`t0`.`_until_on`, DATE(1970, 1, 1), DAY) IS NULL
            )
            OR (
              DATE_DIFF(`t0`.`_until_on`, DATE(1970, 1, 1), DAY) > 19732
            )
          )
          AND DATE_DIFF(`t0`.`_on`, DATE(1970, 1, 1), DAY) < 19730
      ) AS `t4`
      INNER JOIN `forewarn_run_0` AS `t2`
        ON `t4`.`account_id` = `t2`.`account_id`
    ) AS `t5`
  ) AS `t6`
) AS `t7`;

CREATE TEMPORARY TABLE `forewarn_run_7` AS
SELECT
  `t8`.`a`,
  `t8`.`i`,
  MIN(`t8`.`day`) AS `day`,
  MIN(`t8`.`passing`) AS `passing`
FROM (
  SELECT
    *
  FROM (
    SELECT
      `t0`.`a`,
      `t0`.`e` AS `i`,
      `t0`.`day`,
      CAST(NULL AS INT64) AS `passing`
    FROM `forewarn_run_6` AS `t0`
    WHERE
      `t0`.`l` = 2 AND `t0`.`e` < 2
  ) AS `t3`
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      `t6`.`a`,
      `t6`.`i`,
      CAST(NULL AS INT64) AS `day`,
      `t6`.`day` AS `passing`
    FROM (
      SELECT
        `t5`.`a`,
        `t5`.`day`,
        `t5`.`known`,
        `t5`.`until`,
        `t5`.`e`,
        `t5`.`l`,
        `t2`.`date_i` AS `i`
      FROM (
        SELECT
          *
        FROM `forewarn_run_6` AS `t0`
        WHERE
          `t0`.`l` < 2 AND `t0`.`e` < `t0`.`l`
      ) AS `t5`
      INNER JOIN `forewarn_run_2` AS `t2`
        ON `t2`.`date_i` >= `t5`.`e` AND `t2`.`date_i` < `t5`.`l`
    ) AS `t6`
  ) AS `t7`
) AS `t8`
GROUP BY
  1,
  2;

SELECT
  `t19`.`v0`,
  `t19`.`v1_value`,
  `t19`.`v1_day`,
  `t19`.`v2`
FROM (
  SELECT
    `t18`.`a`,
    `t18`.`i`,
    `t18`.`v0`,
    `t18`.`v1`,
    `t18`.`v2`,
    `t12`.`v1_value`,
    `t12`.`v1_day`
  FROM (
    SELECT
      `t16`.`a`,
      `t16`.`i`,
      MAX(`t16`.`l0_day`) OVER (
        PARTITION BY `t16`.`a`
        ORDER BY `t16`.`i` ASC
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
      ) AS `v0`,
      MAX(`t16`.`l1_day`) OVER (
        PARTITION BY `t16`.`a`
        ORDER BY `t16`.`i` ASC
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
      ) AS `v1`,
      LEAST(
        COALESCE(
          MIN(`t16`.`l2_day`) OVER (
            PARTITION BY `t16`.`a`
            ORDER BY `t16`.`i` ASC
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
          ),
          `t16`.`l2_passing`
        ),
        COALESCE(
          `t16`.`l2_passing`,
          MIN(`t16`.`l2_day`) OVER (
            PARTITION BY `t16`.`a`
            ORDER BY `t16`.`i` ASC
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
          )
        )
      ) AS `v2`
    FROM (
      SELECT
        `t6`.`a`,
        `t7`.`date_i` AS `i`,
        `t7`.`date_day` AS `day`,
        `t13`.`l0_day`,
        `t14`.`l1_day`,
        `t14`.`l1_passing`,
        `t15`.`l2_day`,
        `t15`.`l2_passing`
      FROM `forewarn_run_0` AS `t6`
      CROSS JOIN `forewarn_run_2` AS `t7`
      LEFT OUTER JOIN (
        SELECT
          `t3`.`a` AS `a0`,
          `t3`.`i` AS `i0`,
          `t3`.`day` AS `l0_day`
        FROM `forewarn_run_3` AS `t3`
      ) AS `t13`
        ON `t6`.`a` = `t13`.`a0` AND `t7`.`date_i` = `t13`.`i0`
      LEFT OUTER JOIN (
        SELECT
          `t4`.`a` AS `a1`,
          `t4`.`i` AS `i1`,
          `t4`.`day` AS `l1_day`,
          `t4`.`passing` AS `l1_passing`
        FROM `forewarn_run_5` AS `t4`
      ) AS `t14`
        ON `t6`.`a` = `t14`.`a1` AND `t7`.`date_i` = `t14`.`i1`
      LEFT OUTER JOIN (
        SELECT
          `t5`.`a` AS `a2`,
          `t5`.`i` AS `i2`,
          `t5`.`day` AS `l2_day`,
          `t5`.`passing` AS `l2_passing`
        FROM `forewarn_run_7` AS `t5`
      ) AS `t15`
        ON `t6`.`a` = `t15`.`a2` AND `t7`.`date_i` = `t15`.`i2`
    ) AS `t16`
  ) AS `t18`
  LEFT OUTER JOIN (
    SELECT
      `t0`.`a` AS `v1_a`,
      `t0`.`rank` AS `v1_rank`,
      `t0`.`value` AS `v1_value`,
      `t0`.`day` AS `v1_day`
    FROM `forewarn_run_4` AS `t0`
  ) AS `t12`
    ON `t18`.`a` = `t12`.`v1_a` AND `t18`.`v1` = `t12`.`v1_rank`
) AS `t19`
ORDER BY
  `t19`.`a` ASC NULLS LAST,
  `t19`.`i` ASC NULLS LAST;

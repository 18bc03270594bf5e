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
  CAST(`step_day` AS BIGINT) AS `step_day`,
  CAST(`step_i` AS BIGINT) AS `step_i`
FROM VALUES
  (19723, 0),
  (19724, 1),
  (19725, 1),
  (19726, 1),
  (19727, 1),
  (19728, 1),
  (19729, 1),
  (19730, 1) AS written(`step_day`, `step_i`);

CREATE TABLE `forewarn_run_2` AS
SELECT
  CAST(`date_i` AS BIGINT) AS `date_i`,
  CAST(`date_day` AS BIGINT) AS `date_day`
FROM VALUES
  (0, 19723),
  (1, 19730) AS written(`date_i`, `date_day`);

CREATE TABLE `forewarn_run_3` AS
SELECT
  `t19`.`a`,
  `t19`.`day`,
  `t19`.`known`,
  `t19`.`closed`,
  `t19`.`v`,
  `t19`.`until`,
  `t19`.`e`,
  `t19`.`l`
FROM (
  SELECT
    `t18`.`a`,
    `t18`.`day`,
    `t18`.`known`,
    `t18`.`closed`,
    `t18`.`v`,
    `t18`.`until`,
    `t18`.`e`,
    LEAST(`t18`.`l`, `t18`.`u`) AS `l`,
    `t18`.`u`
  FROM (
    SELECT
      `t17`.`a`,
      `t17`.`day`,
      `t17`.`known`,
      `t17`.`closed`,
      `t17`.`v`,
      `t17`.`until`,
      `t17`.`e`,
      `t17`.`l`,
      COALESCE(`t3`.`step_i`, 2) AS `u`
    FROM (
      SELECT
        `t15`.`a`,
        `t15`.`day`,
        `t15`.`known`,
        `t15`.`closed`,
        `t15`.`v`,
        `t15`.`until`,
        `t15`.`e`,
        `t15`.`l`,
        GREATEST(COALESCE(`t15`.`until`, 19731), 19723) AS `step_key`
      FROM (
        SELECT
          `t14`.`a`,
          `t14`.`day`,
          `t14`.`known`,
          `t14`.`closed`,
          `t14`.`v`,
          `t14`.`until`,
          `t14`.`e`,
          COALESCE(`t4`.`step_i`, 2) AS `l`
        FROM (
          SELECT
            `t12`.`a`,
            `t12`.`day`,
            `t12`.`known`,
            `t12`.`closed`,
            `t12`.`v`,
            `t12`.`until`,
            `t12`.`e`,
            GREATEST(COALESCE(`t12`.`closed`, 19731), 19723) AS `step_key`
          FROM (
            SELECT
              `t11`.`a`,
              `t11`.`day`,
              `t11`.`known`,
              `t11`.`closed`,
              `t11`.`v`,
              `t11`.`until`,
              COALESCE(`t5`.`step_i`, 2) AS `e`
            FROM (
              SELECT
                `t9`.`a`,
                `t9`.`day`,
                `t9`.`known`,
                `t9`.`closed`,
                `t9`.`v`,
                `t9`.`until`,
                GREATEST(GREATEST(`t9`.`day` + 1 + 0, COALESCE(`t9`.`known`, `t9`.`day` + 1 + 0)), 19723) AS `step_key`
              FROM (
                SELECT
                  `t6`.`a`,
                  `t8`.`day`,
                  `t8`.`known`,
                  `t8`.`closed`,
                  `t8`.`v`,
                  `t8`.`until`
                FROM (
                  SELECT
                    `t1`.`account_id`,
                    DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t1`.`starts_on`) AS `day`,
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
                    DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t1`.`ends_on`) + 1 AS `closed`,
                    IF(
                      ABS(`t1`.`seats`) <= 1.7976931348623157e+308,
                      CAST(`t1`.`seats` AS DECIMAL(38, 9)),
                      CAST(NULL AS DECIMAL(38, 9))
                    ) AS `v`,
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
                ) AS `t8`
                INNER JOIN `forewarn_run_0` AS `t6`
                  ON `t8`.`account_id` = `t6`.`account_id`
              ) AS `t9`
            ) AS `t11`
            LEFT OUTER JOIN `forewarn_run_1` AS `t5`
              ON `t11`.`step_key` = `t5`.`step_day`
          ) AS `t12`
        ) AS `t14`
        LEFT OUTER JOIN `forewarn_run_1` AS `t4`
          ON `t14`.`step_key` = `t4`.`step_day`
      ) AS `t15`
    ) AS `t17`
    LEFT OUTER JOIN `forewarn_run_1` AS `t3`
      ON `t17`.`step_key` = `t3`.`step_day`
  ) AS `t18`
) AS `t19`;

CREATE TABLE `forewarn_run_4` AS
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
    FROM `forewarn_run_3` AS `t0`
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
    FROM `forewarn_run_3` AS `t0`
    WHERE
      `t0`.`e` < `t0`.`l` AND `t0`.`l` < 2
  ) AS `t2`
) AS `t3`
GROUP BY
  1,
  2;

CREATE TABLE `forewarn_run_5` AS
SELECT
  `t25`.`a`,
  `t25`.`i`,
  MIN(`t25`.`due`) AS `due`
FROM (
  SELECT
    `t24`.`a`,
    `t24`.`day`,
    `t24`.`known`,
    `t24`.`closed`,
    `t24`.`due`,
    `t24`.`until`,
    `t24`.`e`,
    `t24`.`l`,
    `t4`.`date_i` AS `i`
  FROM (
    SELECT
      *
    FROM (
      SELECT
        `t21`.`a`,
        `t21`.`day`,
        `t21`.`known`,
        `t21`.`closed`,
        `t21`.`due`,
        `t21`.`until`,
        `t21`.`e`,
        `t21`.`l`
      FROM (
        SELECT
          `t20`.`a`,
          `t20`.`day`,
          `t20`.`known`,
          `t20`.`closed`,
          `t20`.`due`,
          `t20`.`until`,
          `t20`.`e`,
          LEAST(`t20`.`l`, `t20`.`u`) AS `l`,
          `t20`.`u`
        FROM (
          SELECT
            `t19`.`a`,
            `t19`.`day`,
            `t19`.`known`,
            `t19`.`closed`,
            `t19`.`due`,
            `t19`.`until`,
            `t19`.`e`,
            `t19`.`l`,
            COALESCE(`t5`.`step_i`, 2) AS `u`
          FROM (
            SELECT
              `t17`.`a`,
              `t17`.`day`,
              `t17`.`known`,
              `t17`.`closed`,
              `t17`.`due`,
              `t17`.`until`,
              `t17`.`e`,
              `t17`.`l`,
              GREATEST(COALESCE(`t17`.`until`, 19731), 19723) AS `step_key`
            FROM (
              SELECT
                `t16`.`a`,
                `t16`.`day`,
                `t16`.`known`,
                `t16`.`closed`,
                `t16`.`due`,
                `t16`.`until`,
                `t16`.`e`,
                COALESCE(`t6`.`step_i`, 2) AS `l`
              FROM (
                SELECT
                  `t14`.`a`,
                  `t14`.`day`,
                  `t14`.`known`,
                  `t14`.`closed`,
                  `t14`.`due`,
                  `t14`.`until`,
                  `t14`.`e`,
                  GREATEST(COALESCE(`t14`.`closed`, 19731), 19723) AS `step_key`
                FROM (
                  SELECT
                    `t13`.`a`,
                    `t13`.`day`,
                    `t13`.`known`,
                    `t13`.`closed`,
                    `t13`.`due`,
                    `t13`.`until`,
                    COALESCE(`t7`.`step_i`, 2) AS `e`
                  FROM (
                    SELECT
                      `t11`.`a`,
                      `t11`.`day`,
                      `t11`.`known`,
                      `t11`.`closed`,
                      `t11`.`due`,
                      `t11`.`until`,
                      GREATEST(GREATEST(`t11`.`day` + 1 + 0, COALESCE(`t11`.`known`, `t11`.`day` + 1 + 0)), 19723) AS `step_key`
                    FROM (
                      SELECT
                        `t8`.`a`,
                        `t10`.`day`,
                        `t10`.`known`,
                        `t10`.`closed`,
                        `t10`.`due`,
                        `t10`.`until`
                      FROM (
                        SELECT
                          `t2`.`account_id`,
                          DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t2`.`_on`) AS `day`,
                          IF(
                            IF(
                              DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t2`.`_known_on`) > 19732,
                              DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t2`.`_known_on`),
                              CAST(NULL AS BIGINT)
                            ) > (
                              DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t2`.`_on`) + 1
                            ),
                            IF(
                              DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t2`.`_known_on`) > 19732,
                              DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t2`.`_known_on`),
                              CAST(NULL AS BIGINT)
                            ),
                            CAST(NULL AS BIGINT)
                          ) AS `known`,
                          DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t2`.`ends_on`) + 1 AS `closed`,
                          DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t2`.`ends_on`) - COALESCE(`t2`.`notice_days`, 0) AS `due`,
                          DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t2`.`_until_on`) AS `until`
                        FROM `facts`.`contracts` AS `t2`
                        WHERE
                          NOT `t2`.`_on` IS NULL
                          AND TRUE
                          AND (
                            (
                              DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t2`.`_until_on`) IS NULL
                            )
                            OR (
                              DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t2`.`_until_on`) > 19732
                            )
                          )
                          AND DATEDIFF(DAY, MAKE_DATE(1970, 1, 1), `t2`.`_on`) < 19730
                          AND NOT `t2`.`ends_on` IS NULL
                      ) AS `t10`
                      INNER JOIN `forewarn_run_0` AS `t8`
                        ON `t10`.`account_id` = `t8`.`account_id`
                    ) AS `t11`
                  ) AS `t13`
                  LEFT OUTER JOIN `forewarn_run_1` AS `t7`
                    ON `t13`.`step_key` = `t7`.`step_day`
                ) AS `t14`
              ) AS `t16`
              LEFT OUTER JOIN `forewarn_run_1` AS `t6`
                ON `t16`.`step_key` = `t6`.`step_day`
            ) AS `t17`
          ) AS `t19`
          LEFT OUTER JOIN `forewarn_run_1` AS `t5`
            ON `t19`.`step_key` = `t5`.`step_day`
        ) AS `t20`
      ) AS `t21`
    ) AS `t22`
    WHERE
      `t22`.`e` < `t22`.`l`
  ) AS `t24`
  INNER JOIN `forewarn_run_2` AS `t4`
    ON `t4`.`date_i` >= `t24`.`e` AND `t4`.`date_i` < `t24`.`l`
) AS `t25`
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
    `t10`.`l1_due` AS `v1`
  FROM (
    SELECT
      `t4`.`a`,
      `t5`.`date_i` AS `i`,
      `t5`.`date_day` AS `day`,
      `t8`.`l0_v`,
      `t9`.`l1_due`
    FROM `forewarn_run_0` AS `t4`
    CROSS JOIN `forewarn_run_2` AS `t5`
    LEFT OUTER JOIN (
      SELECT
        `t2`.`a` AS `a0`,
        `t2`.`i` AS `i0`,
        `t2`.`v` AS `l0_v`
      FROM `forewarn_run_4` AS `t2`
    ) AS `t8`
      ON `t4`.`a` = `t8`.`a0` AND `t5`.`date_i` = `t8`.`i0`
    LEFT OUTER JOIN (
      SELECT
        `t3`.`a` AS `a1`,
        `t3`.`i` AS `i1`,
        `t3`.`due` AS `l1_due`
      FROM `forewarn_run_5` AS `t3`
    ) AS `t9`
      ON `t4`.`a` = `t9`.`a1` AND `t5`.`date_i` = `t9`.`i1`
  ) AS `t10`
) AS `t11`
ORDER BY
  `t11`.`a` ASC NULLS LAST,
  `t11`.`i` ASC NULLS LAST;

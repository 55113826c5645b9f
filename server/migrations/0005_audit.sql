CREATE TABLE `audit` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`time` integer NOT NULL,
	`previous` text NOT NULL,
	`hash` text NOT NULL,
	`type` text NOT NULL,
	`member` text,
	`room` integer,
	`detail` text NOT NULL
);

--> statement-breakpoint
DROP TABLE `refusals`;
--> statement-breakpoint
-- What is written down follows the last row and stays as it is. Only what is about the demo alone can go again.
CREATE TRIGGER `audit_follow` BEFORE INSERT ON `audit`
WHEN NEW.`seq` <> 1 + max(
    coalesce((SELECT `seq` FROM `sqlite_sequence` WHERE `name` = 'audit'), 0),
    coalesce((SELECT max(`seq`) FROM `audit`), 0)
  )
  OR NEW.`previous` <> coalesce((SELECT `hash` FROM `audit` ORDER BY `seq` DESC LIMIT 1), printf('%064d', 0))
BEGIN SELECT RAISE(ABORT, 'what is written down follows the last row'); END;
--> statement-breakpoint
CREATE TRIGGER `audit_stand` BEFORE UPDATE ON `audit`
BEGIN SELECT RAISE(ABORT, 'what is written down is never changed'); END;
--> statement-breakpoint
CREATE TRIGGER `audit_stay` BEFORE DELETE ON `audit`
WHEN coalesce(OLD.`member`, OLD.`room`) IS NULL
  OR (OLD.`member` IS NOT NULL AND NOT EXISTS (SELECT 1 FROM `members` WHERE `id` = OLD.`member` AND `is_demo` = 1))
  OR (OLD.`room` IS NOT NULL AND NOT EXISTS (SELECT 1 FROM `documents` WHERE `room` = OLD.`room` AND `is_demo` = 1))
BEGIN SELECT RAISE(ABORT, 'what is written down is never deleted'); END;

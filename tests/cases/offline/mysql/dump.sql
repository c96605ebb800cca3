-- What a dump of MySQL looks like.
/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!50503 SET NAMES utf8mb4 */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;

DROP TABLE IF EXISTS `customer`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
CREATE TABLE `customer` (
  `id` bigint unsigned NOT NULL AUTO_INCREMENT,
  `email` varchar(190) NOT NULL,
  `name` varchar(80) CHARACTER SET latin1 COLLATE latin1_general_ci DEFAULT 'it''s',
  `rank` smallint(5) unsigned zerofill DEFAULT '00007',
  `balance` decimal(12,2) NOT NULL DEFAULT '0.00',
  `flags` set('a','b') DEFAULT NULL,
  `kind` enum('new','it''s') NOT NULL DEFAULT 'new',
  `active` tinyint(1) NOT NULL DEFAULT '1',
  `mask` bit(3) DEFAULT b'101',
  `day` date DEFAULT '2020-01-01',
  `made` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  `seen` datetime(3) DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3) COMMENT 'last time',
  `doc` json DEFAULT NULL,
  `place` point NOT NULL,
  `hash` binary(16) DEFAULT NULL,
  `note` text,
  `secret` int DEFAULT NULL /*!80023 INVISIBLE */,
  `twice` int GENERATED ALWAYS AS ((`rank` * 2)) VIRTUAL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `email` (`email`),
  KEY `name_desc` (`name`(20),`balance` DESC) COMMENT 'for lists',
  KEY `hidden` (`day`) /*!80000 INVISIBLE */,
  KEY `of_length` ((char_length(`email`))),
  FULLTEXT KEY `words` (`note`,`email`),
  SPATIAL KEY `place` (`place`),
  CONSTRAINT `customer_chk_1` CHECK ((`balance` >= 0)),
  CONSTRAINT `never` CHECK ((`rank` < 9)) /*!80016 NOT ENFORCED */
) ENGINE=InnoDB AUTO_INCREMENT=77 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin ROW_FORMAT=COMPRESSED COMMENT='Who buys';

LOCK TABLES `customer` WRITE;
/*!40000 ALTER TABLE `customer` DISABLE KEYS */;
INSERT INTO `customer` (`id`,`email`,`place`) VALUES (1,'a;b',point(1,2));
/*!40000 ALTER TABLE `customer` ENABLE KEYS */;
UNLOCK TABLES;

CREATE TABLE `orders` (
  `id` int NOT NULL AUTO_INCREMENT,
  `customer_id` bigint unsigned NOT NULL,
  `partner_id` bigint unsigned DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `orders_customer` (`customer_id`),
  CONSTRAINT `orders_customer` FOREIGN KEY (`customer_id`) REFERENCES `customer` (`id`) ON DELETE CASCADE ON UPDATE RESTRICT,
  CONSTRAINT `orders_partner` FOREIGN KEY (`partner_id`) REFERENCES `customer` (`id`) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3;

CREATE TABLE `reading` (
  `at` date NOT NULL,
  `sensor` int NOT NULL,
  `value` double DEFAULT NULL,
  PRIMARY KEY (`at`,`sensor`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci
/*!50500 PARTITION BY RANGE  COLUMNS(`at`)
SUBPARTITION BY KEY (sensor)
SUBPARTITIONS 2
(PARTITION y2025 VALUES LESS THAN ('2026-01-01') COMMENT = 'old' ENGINE = InnoDB,
 PARTITION y2026 VALUES LESS THAN ('2027-01-01') ENGINE = InnoDB,
 PARTITION rest VALUES LESS THAN (MAXVALUE) ENGINE = InnoDB) */;

CREATE TABLE `spread` (
  `id` int NOT NULL,
  `region` int NOT NULL,
  PRIMARY KEY (`id`,`region`)
) ENGINE=InnoDB
/*!50100 PARTITION BY LIST (`region`)
(PARTITION eu VALUES IN (1,2,NULL) ENGINE = InnoDB,
 PARTITION us VALUES IN (3) ENGINE = InnoDB) */;

CREATE TABLE `hashed` (`id` int NOT NULL PRIMARY KEY) PARTITION BY KEY () PARTITIONS 3;

/*!50001 CREATE VIEW `big` AS SELECT
 1 AS `id`*/;

DELIMITER ;;
/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`localhost`*/ /*!50003 TRIGGER `orders_before` BEFORE INSERT ON `orders` FOR EACH ROW begin
  set new.partner_id = null;
end */;;
CREATE DEFINER=`root`@`localhost` FUNCTION `twice`(`a` int) RETURNS int
    DETERMINISTIC
begin
  return a * 2;
end ;;
CREATE DEFINER=`root`@`localhost` EVENT `tidy` ON SCHEDULE EVERY 1 DAY DISABLE DO begin delete from orders; end ;;
DELIMITER ;
/*!50001 DROP VIEW IF EXISTS `big`*/;
/*!50001 CREATE ALGORITHM=MERGE */
/*!50013 DEFINER=`root`@`localhost` SQL SECURITY INVOKER */
/*!50001 VIEW `big` AS select `orders`.`id` AS `id` from `orders` where (`orders`.`id` > 100) */
/*!50002 WITH LOCAL CHECK OPTION */;

-- For PostgreSQL 15. Written by schemagen.

-- drop foreign key address_country_code_fkey of address
alter table address
  drop constraint address_country_code_fkey;

-- schemagen: commit
-- drop foreign key address_customer_id_fkey of address
alter table address
  drop constraint address_customer_id_fkey;

-- schemagen: commit
-- drop foreign key cart_item_customer_id_fkey of cart_item
alter table cart_item
  drop constraint cart_item_customer_id_fkey;

-- schemagen: commit
-- drop foreign key cart_item_product_id_fkey of cart_item
alter table cart_item
  drop constraint cart_item_product_id_fkey;

-- schemagen: commit
-- drop foreign key order_customer_id_fkey of order
alter table "order"
  drop constraint order_customer_id_fkey;

-- schemagen: commit
-- drop foreign key order_line_order_id_order_placed_at_fkey of order_line
alter table order_line
  drop constraint order_line_order_id_order_placed_at_fkey;

-- schemagen: commit
-- drop foreign key order_line_product_id_fkey of order_line
alter table order_line
  drop constraint order_line_product_id_fkey;

-- schemagen: commit
-- drop foreign key payment_order_id_order_placed_at_fkey of payment
alter table payment
  drop constraint payment_order_id_order_placed_at_fkey;

-- schemagen: commit
-- drop foreign key product_category_id_fkey of product
alter table product
  drop constraint product_category_id_fkey;

-- schemagen: commit
-- drop foreign key review_customer_id_fkey of review
alter table review
  drop constraint review_customer_id_fkey;

-- schemagen: commit
-- drop foreign key review_product_id_fkey of review
alter table review
  drop constraint review_product_id_fkey;

-- schemagen: commit
-- drop foreign key shipment_carrier_code_fkey of shipment
alter table shipment
  drop constraint shipment_carrier_code_fkey;

-- schemagen: commit
-- drop foreign key shipment_country_code_fkey of shipment
alter table shipment
  drop constraint shipment_country_code_fkey;

-- schemagen: commit
-- drop foreign key shipment_order_id_order_placed_at_fkey of shipment
alter table shipment
  drop constraint shipment_order_id_order_placed_at_fkey;

-- schemagen: commit
-- drop foreign key shipment_warehouse_id_fkey of shipment
alter table shipment
  drop constraint shipment_warehouse_id_fkey;

-- schemagen: commit
-- drop foreign key stock_product_id_fkey of stock
alter table stock
  drop constraint stock_product_id_fkey;

-- schemagen: commit
-- drop foreign key stock_warehouse_id_fkey of stock
alter table stock
  drop constraint stock_warehouse_id_fkey;

-- schemagen: commit
-- drop foreign key warehouse_country_code_fkey of warehouse
alter table warehouse
  drop constraint warehouse_country_code_fkey;

-- schemagen: commit
-- drop view active_customer
drop view active_customer;

-- schemagen: commit
-- drop table address
drop table address;

-- schemagen: commit
-- drop table carrier
drop table carrier;

-- schemagen: commit
-- drop table cart_item
drop table cart_item;

-- schemagen: commit
-- drop table category
drop table category;

-- schemagen: commit
-- drop table country
drop table country;

-- schemagen: commit
-- drop table customer
drop table customer;

-- schemagen: commit
-- drop view order_balance
drop view order_balance;

-- schemagen: commit
-- drop table order
drop table "order";

-- schemagen: commit
-- drop table payment
drop table payment;

-- schemagen: commit
-- drop view product_on_sale
drop view product_on_sale;

-- schemagen: commit
-- drop table product
drop table product;

-- schemagen: commit
-- drop materialized view product_sales
drop materialized view product_sales;

-- schemagen: commit
-- drop table order_line
drop table order_line;

-- schemagen: commit
-- drop table review
drop table review;

-- schemagen: commit
-- drop table shipment
drop table shipment;

-- schemagen: commit
-- drop table stock
drop table stock;

-- schemagen: commit
-- drop table warehouse
drop table warehouse;

-- schemagen: commit
-- drop function address_on_update
drop function address_on_update();

-- schemagen: commit
-- drop function customer_on_update
drop function customer_on_update();

-- schemagen: commit
-- drop domain money_amount
drop domain money_amount;

-- schemagen: commit
-- drop type order_status
drop type order_status;

-- schemagen: commit
-- drop type payment_method
drop type payment_method;

-- schemagen: commit
-- drop function payment_on_update
drop function payment_on_update();

-- schemagen: commit
-- drop type payment_status
drop type payment_status;

-- schemagen: commit
-- drop function product_on_update
drop function product_on_update();

-- schemagen: commit
-- drop type product_status
drop type product_status;

-- schemagen: commit
-- drop function review_on_update
drop function review_on_update();

-- schemagen: commit
-- drop function stock_on_update
drop function stock_on_update();

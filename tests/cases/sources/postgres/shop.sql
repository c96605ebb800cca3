--
-- PostgreSQL database dump
--

\restrict x7Qm

SET statement_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;

CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

CREATE TYPE public.order_status AS ENUM (
    'pending',
    'paid'
);

CREATE FUNCTION public.touch() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  new.changed_at := now();  -- a semicolon; in a body
  return new;
end
$$;

ALTER FUNCTION public.touch() OWNER TO shopkeeper;

SET default_tablespace = '';

CREATE TABLE public.orders (
    id bigint NOT NULL,
    customer_id bigint NOT NULL,
    status public.order_status DEFAULT 'pending'::public.order_status NOT NULL,
    note text,
    kind character varying(10),
    changed_at timestamp with time zone DEFAULT now(),
    CONSTRAINT orders_kind_check CHECK (((kind)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])))
);

ALTER TABLE public.orders OWNER TO shopkeeper;

CREATE VIEW public.open_orders AS
 SELECT orders.id
   FROM public.orders
  WHERE (orders.status = 'pending'::public.order_status);

CREATE TABLE public.customer (
    id bigint NOT NULL,
    name text NOT NULL
);

COMMENT ON TABLE public.customer IS 'who buys; and pays';

CREATE SEQUENCE public.customer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.customer_id_seq OWNED BY public.customer.id;

ALTER TABLE ONLY public.customer ALTER COLUMN id SET DEFAULT nextval('public.customer_id_seq'::regclass);

COPY public.customer (id, name) FROM stdin;
1	it's
2	a;b
\.

SELECT pg_catalog.setval('public.customer_id_seq', 2, true);

ALTER TABLE ONLY public.customer
    ADD CONSTRAINT customer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_pkey PRIMARY KEY (id);

CREATE INDEX orders_note ON public.orders USING gin (note public.gin_trgm_ops);

CREATE TRIGGER touch BEFORE UPDATE ON public.orders FOR EACH ROW EXECUTE FUNCTION public.touch();

ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customer(id);

GRANT SELECT ON TABLE public.orders TO clerk;

--
-- PostgreSQL database dump complete
--

\unrestrict x7Qm

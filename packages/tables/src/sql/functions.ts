/** How the result of a function grows beyond its arguments. */
export type Growth =
  /** At most about as large as the largest argument. */
  | "none"
  /** It holds all of them. */
  | "all"
  /** It holds all of them, and the first one between any two. */
  | "separated"
  /** It holds the first as often as the second says. */
  | "times"
  /** It has as many characters as the second says. */
  | "length"
  /** It has as many entries as the second says. */
  | "entries"
  /** It has an entry for each step between two numbers. */
  | "series"
  /** The third stands in for parts of the first. */
  | "replacing"
  /** The second stands between the entries of the first. */
  | "joined"
  /** The second is a regular expression, the third may stand in for what it finds. */
  | "pattern"
  /** The second names a type. */
  | "type"
  /** One is looked for in the other part by part, which takes the product of their lengths. */
  | "product";

/**
 * The functions that a caller who is not trusted may call: those of DataFusion and Lance that work on one row, take
 * time in proportion to their arguments, and have results of a predictable size. Excluded are aggregates, window
 * functions, functions that take functions, and `levenshtein`, whose time is proportional to the product of two
 * lengths.
 */
export const knownFunctions: ReadonlyMap<string, Growth> = new Map(
  Object.entries({
    none: `
      abs acos acosh asin asinh atan atan2 atanh cbrt ceil cos cosh cot degrees exp factorial floor gcd isnan iszero lcm ln log log10
      log2 mod nanvl pi pow power radians random round signum sin sinh sqrt tan tanh trunc
      coalesce greatest ifnull is_valid least nullif nvl nvl2
      ascii bit_length char_length character_length chr contains ends_with initcap left length lower octet_length reverse right
      split_part starts_with substr substr_index substring substring_index to_hex translate upper uuid decode encode
      digest md5 sha224 sha256 sha384 sha512
      cast try_cast arrow_typeof get_field
      current_date current_time current_timestamp date_bin date_format date_part date_trunc datepart datetrunc extract from_unixtime
      make_date make_time now to_char to_date to_local_time to_time to_timestamp to_timestamp_micros to_timestamp_millis
      to_timestamp_nanos to_timestamp_seconds to_unixtime today
      array_any_value array_dims array_distance array_distinct array_element array_empty array_extract array_has
      array_contains array_indexof array_length array_max array_min array_ndims array_pop_back array_pop_front
      array_position array_positions array_remove array_remove_all array_remove_n array_reverse array_slice array_sort cardinality
      empty flatten list_any_value list_contains list_dims list_distance list_distinct list_element list_empty list_extract list_has
      list_indexof list_length list_max list_min list_ndims list_pop_back list_pop_front list_position list_positions
      list_remove list_remove_all list_remove_n list_reverse list_slice list_sort string_to_array string_to_list
      element_at map_entries map_extract map_keys map_values
      contains_tokens json_array_contains json_array_length json_exists json_extract json_extract_with_type json_get json_get_bool
      json_get_float json_get_int json_get_string _cast_list_f16
      st_area st_contains st_covers st_crosses st_disjoint st_distance st_equals st_intersects st_length st_overlaps st_touches st_within`,
    all: `
      concat overlay array_append array_cat array_concat array_except array_intersect array_prepend array_push_back array_push_front
      array_union arrays_zip list_append list_cat list_concat list_except list_intersect list_prepend list_push_back list_push_front
      list_union list_zip make_array make_list map named_struct row struct`,
    separated: "concat_ws",
    times: "array_repeat list_repeat repeat",
    length: "lpad rpad",
    entries: "array_resize list_resize",
    series: "generate_series range",
    replacing: `
      array_replace array_replace_all array_replace_n list_replace list_replace_all list_replace_n replace`,
    joined: "array_join array_to_string list_join list_to_string",
    pattern: "regexp_count regexp_instr regexp_like regexp_match regexp_replace",
    type: "arrow_cast arrow_try_cast",
    product: `
      array_has_all array_has_any arrays_overlap btrim find_in_set instr list_has_all list_has_any ltrim position rtrim strpos trim`,
  } satisfies Record<Growth, string>).flatMap(([growth, names]) =>
    names
      .trim()
      .split(/\s+/)
      .map((name): [string, Growth] => [name, growth as Growth]),
  ),
);

/** Keywords of SQL: none of them is a column, and none of them before a parenthesis is a function call. */
export const words: ReadonlySet<string> = new Set(
  "and array as between both by case distinct else end escape false for from ilike in is leading like not null on or placing then trailing true when".split(
    " ",
  ),
);

/** Types, which may have numbers in parentheses. */
export const types: ReadonlySet<string> = new Set(
  (
    "bigint binary bool boolean bytea char character date datetime dec decimal double float int integer interval json jsonb " +
    "numeric precision real smallint string text time timestamp tinyint unsigned utf8 varchar"
  ).split(" "),
);

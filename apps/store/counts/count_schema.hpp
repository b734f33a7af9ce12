// The tables of a store of counts, in SQL. Their comments are the documentation: `sqlite3 STORE .schema` shows them.
#pragma once
#include <string>

namespace ohmimo::counts {

inline constexpr int schema_version = 1;           // PRAGMA user_version
inline constexpr int application_id = 0x6f686d69;  // PRAGMA application_id: "ohmi"

std::string schema_sql();

// "bits, bit_errors, ..." of count_columns().
std::string count_column_list();

}  // namespace ohmimo::counts

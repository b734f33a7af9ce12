// Entry point of the unit tests; the cases are in the test_<unit>.cpp files beside it.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

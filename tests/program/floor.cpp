// Links one floor whole (CMakeLists.txt, target floors).
int main() {
  return 0;
}

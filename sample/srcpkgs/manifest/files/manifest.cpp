// manifest: reads lines of "cargo tons" and prints the tons of each cargo, and of all.
#include <iomanip>
#include <iostream>
#include <map>
#include <string>

int main(int argc, char **argv) {
  if (argc > 1 && std::string(argv[1]) == "--version") {
    std::cout << "manifest 1.2\n";
    return 0;
  }
  std::map<std::string, long> tons_by_cargo;
  std::string cargo;
  long tons = 0, all = 0;
  while (std::cin >> cargo >> tons) {
    tons_by_cargo[cargo] += tons;
    all += tons;
  }
  if (!std::cin.eof()) {
    std::cerr << "manifest: after '" << cargo << "' a number of tons should stand\n";
    return 1;
  }
  for (const auto &[name, sum] : tons_by_cargo) {
    std::cout << std::left << std::setw(10) << name << ' ' << sum << '\n';
  }
  std::cout << std::left << std::setw(10) << "all" << ' ' << all << '\n';
}

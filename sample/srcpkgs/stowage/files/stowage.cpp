// stowage CAPACITY: reads weights and prints how many holds they need, the heaviest stowed first.
#include <algorithm>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

extern "C" {
#include <knot.h>
}

int main(int argc, char **argv) {
  if (argc == 2 && std::string(argv[1]) == "--version") {
    std::cout << "stowage 0.6 (libknot " << knot_version() << ")\n";
    return 0;
  }
  const long capacity = argc == 2 ? std::atol(argv[1]) : 0;
  if (capacity <= 0) {
    std::cerr << "usage: stowage CAPACITY < weights\n";
    return 2;
  }
  std::vector<long> weights, room_left;
  for (long weight; std::cin >> weight;) weights.push_back(weight);
  std::sort(weights.begin(), weights.end(), std::greater<>());
  for (long weight : weights) {
    if (weight > capacity) {
      std::cerr << "stowage: " << weight << " fits no hold of " << capacity << "\n";
      return 1;
    }
    auto hold = std::find_if(room_left.begin(), room_left.end(),
                             [weight](long room) { return room >= weight; });
    if (hold == room_left.end()) hold = room_left.insert(hold, capacity);
    *hold -= weight;
  }
  std::cout << room_left.size() << " holds\n";
}

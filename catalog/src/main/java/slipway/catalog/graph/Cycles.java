package slipway.catalog.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Finds the cycles of a directed graph: Tarjan's strongly connected components, without recursion.
final class Cycles {
  private final int[][] edges;
  private final int[] index;
  private final int[] low;
  private final int[] nextEdge;
  private final boolean[] onStack;
  private final int[] stack;
  private int stackSize;
  private int visited;
  private final List<int[]> components = new ArrayList<>();

  private Cycles(int[][] edges) {
    this.edges = edges;
    this.index = new int[edges.length];
    this.low = new int[edges.length];
    this.nextEdge = new int[edges.length];
    this.onStack = new boolean[edges.length];
    this.stack = new int[edges.length];
  }

  /// One shortest cycle of each component that has one, as nodes in order. A node that points to
  /// itself is one, too.
  ///
  /// O(nodes + edges), where there is no cycle.
  static List<int[]> of(int[][] edges) {
    var search = new Cycles(edges);
    for (int node = 0; node < edges.length; node++) {
      if (search.index[node] == 0) {
        search.visit(node);
      }
    }
    return search.components.stream().map(search::shortest).toList();
  }

  private void visit(int root) {
    var path = new ArrayDeque<Integer>();
    enter(root, path);
    while (!path.isEmpty()) {
      int node = path.getFirst();
      if (nextEdge[node] < edges[node].length) {
        int next = edges[node][nextEdge[node]++];
        if (index[next] == 0) {
          enter(next, path);
        } else if (onStack[next]) {
          low[node] = Math.min(low[node], index[next]);
        }
      } else {
        path.removeFirst();
        if (!path.isEmpty()) {
          low[path.getFirst()] = Math.min(low[path.getFirst()], low[node]);
        }
        if (low[node] == index[node]) {
          leave(node);
        }
      }
    }
  }

  private void enter(int node, ArrayDeque<Integer> path) {
    index[node] = low[node] = ++visited;
    stack[stackSize++] = node;
    onStack[node] = true;
    path.addFirst(node);
  }

  private void leave(int root) {
    int from = stackSize;
    do {
      onStack[stack[--from]] = false;
    } while (stack[from] != root);
    int[] component = Arrays.copyOfRange(stack, from, stackSize);
    stackSize = from;
    boolean toItself = Arrays.stream(edges[root]).anyMatch(next -> next == root);
    if (component.length > 1 || toItself) {
      Arrays.sort(component);
      components.add(component);
    }
  }

  /// A shortest cycle through the component's first node, by breadth-first search within the
  /// component.
  private int[] shortest(int[] component) {
    int start = component[0];
    int[] cameFrom = new int[edges.length];
    Arrays.fill(cameFrom, -1);
    var queue = new ArrayDeque<Integer>();
    queue.add(start);
    while (!queue.isEmpty()) {
      int node = queue.remove();
      for (int next : edges[node]) {
        if (next == start) {
          var cycle = new ArrayDeque<Integer>();
          for (int at = node; at != -1; at = cameFrom[at]) {
            cycle.addFirst(at);
          }
          return cycle.stream().mapToInt(Integer::intValue).toArray();
        }
        if (cameFrom[next] == -1 && Arrays.binarySearch(component, next) >= 0) {
          cameFrom[next] = node;
          queue.add(next);
        }
      }
    }
    throw new IllegalStateException("a strongly connected component without a cycle");
  }
}

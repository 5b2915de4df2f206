{
  "targets": [
    {
      "target_name": "sockdiag",
      "sources": [
        "native/addon.cc",
        "native/addon_dump.cc",
        "native/addon_owners.cc",
        "native/addon_subscription.cc",
        "native/bpf_scan.cc",
        "native/fd_scan.cc",
        "native/finds.cc",
        "native/libbpf.cc",
        "native/multicast.cc",
        "native/netlink.cc",
        "native/proc_files.cc",
        "native/socket_iterator.cc",
        "native/thread_tables.cc"
      ],
      "dependencies": ["<!(node -p \"require('node-addon-api').targets\"):node_addon_api_except_all"],
      "defines": ["NAPI_VERSION=8", "NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS"],
      "cflags_cc!": ["-std=gnu++17", "-std=gnu++20", "-fno-rtti"],
      "cflags_cc": ["-std=c++17", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fvisibility=hidden"],
      "libraries": ["-ldl"],
      "ldflags": ["-Wl,--gc-sections"]
    }
  ]
}

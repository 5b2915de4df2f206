{
  "targets": [
    {
      "target_name": "sockdiag",
      "sources": [
        "native/addon/addon.cc",
        "native/addon/addon_dump.cc",
        "native/addon/addon_owners.cc",
        "native/addon/addon_subscription.cc",
        "native/bpf/libbpf.cc",
        "native/bpf/libbpf_loader.cc",
        "native/bpf/light_loader.cc",
        "native/bpf/load_bpf.cc",
        "native/netlink/multicast.cc",
        "native/netlink/netlink.cc",
        "native/owners/bpf_scan.cc",
        "native/owners/fd_scan.cc",
        "native/owners/finds.cc",
        "native/owners/proc_files.cc",
        "native/owners/socket_iterator.cc",
        "native/owners/thread_tables.cc"
      ],
      "include_dirs": ["native"],
      "dependencies": ["<!(node -p \"require('node-addon-api').targets\"):node_addon_api_except_all"],
      "defines": ["NAPI_VERSION=8", "NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS"],
      "cflags_cc!": ["-std=gnu++17", "-std=gnu++20", "-fno-rtti"],
      "cflags_cc": ["-std=c++17", "-Wall", "-Wextra", "-Wpedantic", "-Wframe-larger-than=8192", "-Werror", "-fvisibility=hidden"],
      "libraries": ["-ldl"],
      "ldflags": ["-Wl,--gc-sections"]
    }
  ]
}

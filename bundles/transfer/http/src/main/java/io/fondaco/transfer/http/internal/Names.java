package io.fondaco.transfer.http.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Resolves the names of hosts. */
@FunctionalInterface
public interface Names {

    /** What the machine's own resolver says. */
    Names SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    List<InetAddress> resolve(String host) throws UnknownHostException;
}

package io.fondaco.gateway.local.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.Test;

public class ReadinessTest {

    @Test
    public void tellsWhatTheInnermostExceptionSaid() {
        assertThat(
                        Readiness.reason(
                                """
                        java.lang.reflect.InvocationTargetException
                        \tat a.B.c(B.java:1)
                        Caused by: java.lang.IllegalStateException: the network: it is down
                        \tat a.B.c(B.java:1)
                        Caused by: java.lang.IllegalArgumentException: io.fondaco.party-bob: identity is ed25519, not 'dsa'
                        \t... 4 more
                        """))
                .isEqualTo("io.fondaco.party-bob: identity is ed25519, not 'dsa'");
        assertThat(Readiness.reason("java.lang.IllegalStateException: it is down\n\tat a.B.c(B.java:1)"))
                .isEqualTo("it is down");
        assertThat(Readiness.reason("java.lang.NullPointerException\n")).isEqualTo("java.lang.NullPointerException");
        assertThat(Readiness.reason(null)).isEqualTo("no reason given");
    }
}

package io.fondaco.gateway.local.internal;

import java.io.IOException;
import javax.servlet.Filter;
import javax.servlet.FilterChain;
import javax.servlet.ReadListener;
import javax.servlet.ServletException;
import javax.servlet.ServletInputStream;
import javax.servlet.ServletRequest;
import javax.servlet.ServletResponse;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletRequestWrapper;
import javax.servlet.http.HttpServletResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardContextSelect;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardFilterAsyncSupported;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardFilterPattern;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stands before every servlet of the API: caps the body and turns what they throw into problem answers. */
@Component(
        service = Filter.class,
        configurationPid = LocalApiConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = LocalApiConfig.class)
@HttpWhiteboardContextSelect(ApiContext.SELECT)
@HttpWhiteboardFilterPattern("/*")
@HttpWhiteboardFilterAsyncSupported
public final class RequestGuard implements Filter {

    private static final Logger LOG = LoggerFactory.getLogger(RequestGuard.class);

    private final long limit;

    @Activate
    public RequestGuard(LocalApiConfig config) {
        this(config.bodyLimit());
    }

    RequestGuard(long limit) {
        this.limit = limit;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletResponse answer = (HttpServletResponse) response;
        try {
            if (request.getContentLengthLong() > limit) {
                throw tooLarge();
            }
            chain.doFilter(new Capped((HttpServletRequest) request), response);
        } catch (RuntimeException | ServletException failure) {
            refuse(answer, Refusals.problem(failure).orElseGet(() -> {
                LOG.error("{} failed", ((HttpServletRequest) request).getRequestURI(), failure);
                return new Problem(500, "The node could not answer: " + failure, "See log/fondaco.log of the node.");
            }));
        }
    }

    private static void refuse(HttpServletResponse response, Problem problem) throws IOException {
        if (response.isCommitted()) {
            // Part of an answer is out: cut the connection, or the caller would take the part for the whole.
            throw new IOException("Answer cut short: " + problem.getMessage(), problem);
        }
        response.reset();
        Answers.send(response, problem);
    }

    private Problem tooLarge() {
        return new Problem(
                413,
                "The body is larger than " + limit + " bytes",
                "Send less, or raise bodyLimit in " + LocalApiConfig.PID + ".cfg.");
    }

    /** The same request with a body that ends in a refusal once the limit is passed (chunked bodies tell no length). */
    private final class Capped extends HttpServletRequestWrapper {

        Capped(HttpServletRequest request) {
            super(request);
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            return new CappedStream(super.getInputStream());
        }

        @Override
        public java.io.BufferedReader getReader() throws IOException {
            return new java.io.BufferedReader(
                    new java.io.InputStreamReader(getInputStream(), java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    private final class CappedStream extends ServletInputStream {

        private final ServletInputStream in;
        private long seen;

        CappedStream(ServletInputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            int value = in.read();
            if (value >= 0) {
                count(1);
            }
            return value;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int got = in.read(target, offset, length);
            if (got > 0) {
                count(got);
            }
            return got;
        }

        private void count(int bytes) {
            seen += bytes;
            if (seen > limit) {
                throw tooLarge();
            }
        }

        @Override
        public boolean isFinished() {
            return in.isFinished();
        }

        @Override
        public boolean isReady() {
            return in.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            in.setReadListener(listener);
        }
    }
}

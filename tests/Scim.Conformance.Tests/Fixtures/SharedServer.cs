using Scim.Conformance.Tests.Fixtures;

[assembly: AssemblyFixture(typeof(SharedServer))]

namespace Scim.Conformance.Tests.Fixtures;

/// <summary>The server that ordinary tests share; each test class has its own tenant.</summary>
/// <remarks>
/// Started once per run. If <c>SCIM_TEST_BASE</c> and <c>SCIM_TEST_OPERATOR_KEY</c> are set, the tests use that running
/// server instead, with any storage.
/// </remarks>
public sealed class SharedServer : IAsyncLifetime
{
    private ScimServer? _own;
    private OperatorClient? _operator;

    /// <summary>The operator API.</summary>
    public OperatorClient Operator =>
        _operator ?? throw new InvalidOperationException("The shared server has not been started.");

    /// <summary>The server's address, without a trailing slash.</summary>
    public string BaseUrl => Operator.BaseUrl;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("SCIM_TEST_BASE") is { Length: > 0 } running)
        {
            string key =
                Environment.GetEnvironmentVariable("SCIM_TEST_OPERATOR_KEY")
                ?? throw new InvalidOperationException("SCIM_TEST_BASE is set. Set SCIM_TEST_OPERATOR_KEY as well.");
            _operator = new OperatorClient(running.TrimEnd('/'), key);
            return;
        }
        _own = await ScimServer.StartAsync();
        _operator = _own.Operator;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_own is not null)
            await _own.DisposeAsync();
    }
}

[assembly: AssemblyFixture(typeof(SharedServer))]

namespace Scim.Conformance.Tests.Fixtures;

/// <summary>
/// The server that ordinary tests share, each test class with a tenant of its own. Started once per run; or, where
/// <c>SCIM_TEST_BASE</c> and <c>SCIM_TEST_OPERATOR_KEY</c> are set, a server that is running already, whatever its
/// storage.
/// </summary>
public sealed class SharedServer : IAsyncLifetime
{
    private ScimServer? _own;
    private OperatorClient? _operator;

    /// <summary>The operator API.</summary>
    public OperatorClient Operator =>
        _operator ?? throw new InvalidOperationException("The shared server has not been started.");

    /// <summary>The server's address, without a slash at the end.</summary>
    public string BaseUrl => Operator.BaseUrl;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("SCIM_TEST_BASE") is { Length: > 0 } running)
        {
            string key =
                Environment.GetEnvironmentVariable("SCIM_TEST_OPERATOR_KEY")
                ?? throw new InvalidOperationException(
                    "SCIM_TEST_BASE is set, so SCIM_TEST_OPERATOR_KEY must be as well."
                );
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

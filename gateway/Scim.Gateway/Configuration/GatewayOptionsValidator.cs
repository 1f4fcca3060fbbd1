using Microsoft.Extensions.Options;

namespace Scim.Gateway.Configuration;

/// <summary>
/// Checks <see cref="GatewayOptions"/> against their annotations; all that is wrong is reported at once.
/// </summary>
[OptionsValidator]
internal sealed partial class GatewayOptionsValidator : IValidateOptions<GatewayOptions>;

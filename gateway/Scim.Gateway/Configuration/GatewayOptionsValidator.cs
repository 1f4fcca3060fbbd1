using Microsoft.Extensions.Options;

namespace Scim.Gateway.Configuration;

/// <summary>Validates <see cref="GatewayOptions"/> by their annotations and reports all failures at once.</summary>
[OptionsValidator]
internal sealed partial class GatewayOptionsValidator : IValidateOptions<GatewayOptions>;

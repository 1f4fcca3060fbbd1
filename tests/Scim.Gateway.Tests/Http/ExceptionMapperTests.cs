using Microsoft.AspNetCore.Http;
using Scim.Gateway.Http;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Tests.Http;

/// <summary>Tests which errors clients receive for exceptions.</summary>
public sealed class ExceptionMapperTests
{
    public static TheoryData<Exception, ScimErrorKind> Exceptions =>
        new()
        {
            {
                new ScimException(ScimErrorKind.InvalidValue, "count must be a whole number"),
                ScimErrorKind.InvalidValue
            },
            {
                new BadHttpRequestException("secret", StatusCodes.Status413PayloadTooLarge),
                ScimErrorKind.PayloadTooLarge
            },
            { new BadHttpRequestException("secret", StatusCodes.Status400BadRequest), ScimErrorKind.InvalidSyntax },
            { new TimeoutException("secret"), ScimErrorKind.Unavailable },
            { new OperationCanceledException("secret"), ScimErrorKind.Unavailable },
            { new OrleansException("secret"), ScimErrorKind.Unavailable },
            { new SiloUnavailableException("secret"), ScimErrorKind.Unavailable },
            { new InvalidOperationException("secret"), ScimErrorKind.Internal },
            { new UnauthorizedAccessException("secret"), ScimErrorKind.Internal },
        };

    [Theory, MemberData(nameof(Exceptions))]
    public void ToScimError_OfException_ReturnsErrorTypeWithoutDetails(Exception exception, ScimErrorKind kind)
    {
        ScimError error = ExceptionMapper.ToScimError(exception, "request-7");
        Assert.Equal(kind, error.Kind);
        Assert.DoesNotContain("secret", error.Detail, StringComparison.Ordinal);
        if (kind is ScimErrorKind.Internal or ScimErrorKind.Unavailable)
            Assert.Contains("request-7", error.Detail, StringComparison.Ordinal);
    }
}

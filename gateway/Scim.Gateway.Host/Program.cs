using Scim.Gateway.Host.Startup;

return await HostProgram.Run(args, Console.Out, Console.Error);
